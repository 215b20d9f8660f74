#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/expression/compiled.hpp"

// Any text, in every language: an error or a tree; what binds evaluates without a crash.

namespace {

using namespace ddbsim;  // NOLINT(google-build-using-namespace): a program of one function

const expression::Names kNames = {{"#a", "a"}, {"#n", "name"}};

const value::Item& values() {
  static const value::Item item = {{":n", 1},
                                   {":s", "text"},
                                   {":l", value::List{1, "x"}},
                                   {":m", value::Map{{"k", 1}}},
                                   {":ss", value::string_set({"a"})},
                                   {":t", "S"}};
  return item;
}

const value::Item& subject() {
  static const value::Item item = {{"a", 1},
                                   {"b", "text"},
                                   {"l", value::List{1, "x", value::List{2}}},
                                   {"m", value::Map{{"x", 1}, {"y", value::List{1}}}},
                                   {"s", value::string_set({"a", "b"})}};
  return item;
}

void run(expression::Kind kind, std::string_view text) {
  const auto tree = expression::compile(kind, text);
  if (!tree) {
    return;
  }
  expression::Placeholders placeholders(&kNames, values());
  switch (kind) {
    case expression::Kind::projection:
      if (const auto bound = bind_projection(*tree, placeholders)) {
        static_cast<void>(bound->apply(subject()));
      }
      return;
    case expression::Kind::update:
      if (const auto bound = bind_update(*tree, placeholders)) {
        static_cast<void>(bound->apply(subject()));
      }
      return;
    case expression::Kind::key_condition:
      static_cast<void>(bind_key_condition(*tree, placeholders,
                                           {{{"a", value::Type::N}}, {{"b", value::Type::S}}}));
      return;
    default:
      if (const auto bound = bind_condition(kind, *tree, placeholders)) {
        static_cast<void>(bound->holds(subject()));
      }
  }
}

/// The first byte says which language it is; DDBSIM_FUZZ_KIND (0 to 4) keeps to one.
std::size_t kind_of(std::uint8_t first, std::size_t kinds) {
  static const char* const kOnly = std::getenv("DDBSIM_FUZZ_KIND");
  return (kOnly == nullptr ? std::size_t{first} : std::strtoul(kOnly, nullptr, 10)) % kinds;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using expression::Kind;
  if (size == 0) {
    return 0;
  }
  static constexpr std::array kKinds = {Kind::condition, Kind::filter, Kind::key_condition,
                                        Kind::projection, Kind::update};
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);  // NOLINT
  run(kKinds[kind_of(data[0], kKinds.size())], text);
  return 0;
}
