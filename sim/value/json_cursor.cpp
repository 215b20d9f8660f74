#include "sim/value/json_cursor.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace ddbsim::value {

namespace {

/// Bytes up to the first that ends or complicates a string: a quote, a backslash, a control
/// character. Eight at a time.
std::size_t plain_run(const char* at, const char* end) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  constexpr std::uint64_t kHighs = 0x8080808080808080ULL;
  const char* const begin = at;
  for (; end - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    const auto zero_bytes = [](std::uint64_t w) { return (w - kOnes) & ~w & kHighs; };
    const std::uint64_t control = (word - kOnes * 0x20) & ~word & kHighs;
    const std::uint64_t found =
        control | zero_bytes(word ^ (kOnes * '"')) | zero_bytes(word ^ (kOnes * '\\'));
    if (found != 0) {
      break;  // which byte it is, the loop below says
    }
  }
  while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) {
    ++at;
  }
  return static_cast<std::size_t>(at - begin);
}

void append_utf8(unsigned code, std::string& out) {
  const auto byte = [&](unsigned value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0U | (code >> 6U));
    byte(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    byte(0xE0U | (code >> 12U));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  } else {
    byte(0xF0U | (code >> 18U));
    byte(0x80U | ((code >> 12U) & 0x3FU));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  }
}

}  // namespace

bool JsonCursor::string(std::string_view& out) {
  if (!take('"')) {
    return false;
  }
  const std::size_t run = plain_run(at_, end_);
  const char* const begin = at_;
  at_ += run;
  if (at_ == end_) {
    return false;
  }
  if (*at_ == '"') {
    out = {begin, run};
    ++at_;
    return true;
  }
  return *at_ == '\\' && escaped_string(begin, out);
}

bool JsonCursor::escaped_string(const char* begin, std::string_view& out) {
  std::string& text = resolved_.emplace_back(begin, at_);
  while (at_ != end_ && *at_ != '"') {
    if (*at_ == '\\') {
      ++at_;
      if (!escape(text)) {
        return false;
      }
      continue;
    }
    const std::size_t run = plain_run(at_, end_);
    if (run == 0) {
      return false;  // a control character
    }
    text.append(at_, run);
    at_ += run;
  }
  if (at_ == end_) {
    return false;
  }
  ++at_;
  out = text;
  return true;
}

bool JsonCursor::escape(std::string& out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (at_ == end_) {
    return false;
  }
  const char letter = *at_++;
  if (letter != 'u') {
    const std::size_t index = kLetters.find(letter);
    return index != std::string_view::npos && (out += kMeanings[index], true);
  }
  unsigned code = 0;
  if (!code_unit(code)) {
    return false;
  }
  if (code >= 0xD800 && code <= 0xDBFF) {
    unsigned low = 0;
    if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') {
      return false;
    }
    at_ += 2;
    if (!code_unit(low) || low < 0xDC00 || low > 0xDFFF) {
      return false;
    }
    code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
  } else if (code >= 0xDC00 && code <= 0xDFFF) {
    return false;
  }
  append_utf8(code, out);
  return true;
}

bool JsonCursor::code_unit(unsigned& out) noexcept {
  if (end_ - at_ < 4) {
    return false;
  }
  out = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = *at_++;
    const char lower = static_cast<char>(c | 0x20);
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      digit = static_cast<unsigned>(lower - 'a' + 10);
    } else {
      return false;
    }
    out = out * 16 + digit;
  }
  return true;
}

bool JsonCursor::word(std::string_view expected) noexcept {
  skip_blanks();
  if (static_cast<std::size_t>(end_ - at_) < expected.size() ||
      std::string_view(at_, expected.size()) != expected) {
    return false;
  }
  at_ += expected.size();
  return true;
}

bool JsonCursor::boolean(bool& out) noexcept {
  out = peek() == 't';
  return word(out ? "true" : "false");
}

bool JsonCursor::integer(std::int64_t& out) noexcept {
  constexpr int kMostDigits = 18;
  skip_blanks();
  const bool negative = at_ != end_ && *at_ == '-';
  at_ += negative ? 1 : 0;
  const char* const begin = at_;
  out = 0;
  while (at_ != end_ && *at_ >= '0' && *at_ <= '9' && at_ - begin < kMostDigits) {
    out = out * 10 + (*at_++ - '0');
  }
  const auto digits = at_ - begin;
  const bool more =
      at_ != end_ && (*at_ == '.' || *at_ == 'e' || *at_ == 'E' || (*at_ >= '0' && *at_ <= '9'));
  out = negative ? -out : out;
  return digits > 0 && !more && (digits == 1 || *begin != '0');
}

}  // namespace ddbsim::value
