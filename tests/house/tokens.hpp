#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ddbsim::house {

// The text with comments and the insides of literals replaced by spaces. Lines and columns stay.
std::string without_comments_and_literals(std::string_view text);

// Of such a text: preprocessor directives, with their continuation lines, replaced by spaces.
std::string without_directives(std::string_view text);

// A name, a number, `::`, or one character of punctuation.
struct Token {
  std::string text;
  int line = 1;
};

// The tokens of C++ source, without comments, literals and directives.
std::vector<Token> tokens_of(std::string_view source);

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words);
bool contains(const std::vector<std::string>& words, std::string_view word);

std::vector<std::string> lines_of(std::string_view text);

}  // namespace ddbsim::house
