#include <algorithm>
#include <array>

#include "sim/value/dynamo_json.hpp"
#include "sim/value/json_cursor.hpp"
#include "sim/value/packing.hpp"

namespace ddbsim::value {

namespace {

/// The type that a member's name stands for; false for what is none.
bool type_named(std::string_view name, Type& out) noexcept {
  if (name.size() == 1) {
    constexpr std::string_view kLetters = "SNBML";
    constexpr std::array<Type, 5> kTypes = {Type::S, Type::N, Type::B, Type::M, Type::L};
    const std::size_t index = kLetters.find(name[0]);
    return index != std::string_view::npos && (out = kTypes[index], true);
  }
  for (const Type type : {Type::BOOL, Type::NULL_, Type::SS, Type::NS, Type::BS}) {
    if (name == name_of(type)) {
      out = type;
      return true;
    }
  }
  return false;
}

}  // namespace

ItemReader::Scratch& ItemReader::scratch(std::size_t depth) {
  while (scratch_.size() <= depth) {
    scratch_.emplace_back();
  }
  Scratch& found = scratch_[depth];
  found.entries.clear();
  found.values.clear();
  return found;
}

bool ItemReader::read(JsonCursor& cursor, Item& out) {
  builder_.clear();
  const bool good = cursor.object([&](std::string_view name) {
    Type type = Type::S;
    value_.clear();
    return typed(cursor, 1, value_, type) && (builder_.add(name, ValueView(type, value_)), true);
  });
  if (good) {
    out = builder_.finish();
  }
  return good;
}

bool ItemReader::read(JsonCursor& cursor, AttributeValue& out) {
  Type type = Type::S;
  value_.clear();
  return typed(cursor, 1, value_, type) && (out = ValueView(type, value_).to_value(), true);
}

/// `{"S": "a"}`: exactly one type.
bool ItemReader::typed(JsonCursor& cursor, std::size_t depth, std::string& out, Type& type) {
  std::string_view name;
  return depth <= kMaxDepth && cursor.take('{') && cursor.string(name) && type_named(name, type) &&
         cursor.take(':') && packed(cursor, depth, out, type) && cursor.take('}');
}

bool ItemReader::packed(JsonCursor& cursor, std::size_t depth, std::string& out, Type type) {
  switch (type) {
    case Type::S:
    case Type::N:
    case Type::B:
      return text(cursor, out, type);
    case Type::BOOL: {
      bool flag = false;
      return cursor.boolean(flag) && (out += flag ? '\1' : '\0', true);
    }
    case Type::NULL_:
      return cursor.word("true");
    case Type::M:
      return map(cursor, depth, out);
    case Type::L:
      return list(cursor, depth, out);
    case Type::SS:
      return set(cursor, depth, out, Type::S);
    case Type::NS:
      return set(cursor, depth, out, Type::N);
    case Type::BS:
      return set(cursor, depth, out, Type::B);
  }
  return false;
}

bool ItemReader::text(JsonCursor& cursor, std::string& out, Type type) {
  std::string_view text;
  if (!cursor.string(text)) {
    return false;
  }
  if (type == Type::S) {
    out += text;
    return true;
  }
  if (type == Type::N) {
    const auto number = Number::parse(text);
    return number && (out += number->bytes(), true);
  }
  const auto bytes = from_base64(text);
  return bytes && (out += *bytes, true);
}

bool ItemReader::map(JsonCursor& cursor, std::size_t depth, std::string& out) {
  Scratch& mine = scratch(depth);
  const bool good = cursor.object([&](std::string_view name) {
    Type type = Type::S;
    const auto begin = static_cast<std::uint32_t>(mine.values.size());
    if (!typed(cursor, depth + 1, mine.values, type)) {
      return false;
    }
    mine.entries.push_back({name, begin, static_cast<std::uint32_t>(mine.values.size()), type});
    return true;
  });
  if (!good) {
    return false;
  }
  std::ranges::sort(mine.entries, {}, &Entry::name);
  if (std::ranges::adjacent_find(mine.entries, {}, &Entry::name) != mine.entries.end()) {
    return false;
  }
  packing::put_word(out, static_cast<std::uint32_t>(mine.entries.size()));
  std::size_t end = 0;
  for (const Entry& entry : mine.entries) {
    end += entry.name.size();
    packing::put_word(out, static_cast<std::uint32_t>(end));
    end += entry.end - entry.begin;
    packing::put_word(out, packing::entry(end, entry.type));
  }
  for (const Entry& entry : mine.entries) {
    out += entry.name;
    out.append(mine.values, entry.begin, entry.end - entry.begin);
  }
  return true;
}

bool ItemReader::list(JsonCursor& cursor, std::size_t depth, std::string& out) {
  Scratch& mine = scratch(depth);
  const bool good = cursor.array([&] {
    Type type = Type::S;
    if (!typed(cursor, depth + 1, mine.values, type)) {
      return false;
    }
    mine.entries.push_back({{}, 0, static_cast<std::uint32_t>(mine.values.size()), type});
    return true;
  });
  if (!good) {
    return false;
  }
  packing::put_word(out, static_cast<std::uint32_t>(mine.entries.size()));
  for (const Entry& entry : mine.entries) {
    packing::put_word(out, packing::entry(entry.end, entry.type));
  }
  out += mine.values;
  return true;
}

bool ItemReader::set(JsonCursor& cursor, std::size_t depth, std::string& out, Type element) {
  Scratch& mine = scratch(depth);
  const bool good = cursor.array([&] {
    const auto begin = static_cast<std::uint32_t>(mine.values.size());
    if (!text(cursor, mine.values, element)) {
      return false;
    }
    mine.entries.push_back({{}, begin, static_cast<std::uint32_t>(mine.values.size()), element});
    return true;
  });
  if (!good || mine.entries.empty()) {
    return false;
  }
  const auto bytes = [&](const Entry& entry) {
    return std::string_view(mine.values).substr(entry.begin, entry.end - entry.begin);
  };
  std::ranges::sort(mine.entries, {}, bytes);
  if (std::ranges::adjacent_find(mine.entries, {}, bytes) != mine.entries.end()) {
    return false;
  }
  packing::put_word(out, static_cast<std::uint32_t>(mine.entries.size()));
  std::size_t end = 0;
  for (const Entry& entry : mine.entries) {
    end += entry.end - entry.begin;
    packing::put_word(out, static_cast<std::uint32_t>(end));
  }
  for (const Entry& entry : mine.entries) {
    out += bytes(entry);
  }
  return true;
}

}  // namespace ddbsim::value
