#include "sim/explore/shard.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "sim/scenario/files.hpp"

namespace ddbsim::explore {
namespace {

namespace fs = std::filesystem;

using Json = nlohmann::ordered_json;
using End = Summary::End;

constexpr std::string_view kBegin = R"({"ddbsim-part":")";
constexpr std::string_view kFormat = "1";
constexpr std::array<std::string_view, 5> kEnds = {"exhaustive", "states", "time", "memory",
                                                   "interrupted"};

// ---- Content ------------------------------------------------------------------------------------

/// Names and texts of a function's code: a file, or a folder without what interpreters and package
/// managers put there.
Fingerprint code_of(const fs::path& path, Fingerprint print) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    files.push_back(path);
  } else {
    for (fs::recursive_directory_iterator at(path, error), end; !error && at != end;
         at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (name.starts_with('.') || name == "__pycache__" || name == "node_modules") {
        at.disable_recursion_pending();
      } else if (at->is_regular_file(error)) {
        files.push_back(at->path());
      }
    }
  }
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    print = print.then(file.lexically_relative(path).generic_string())
                .then(scenario::read_text(file.string()).value_or(""));
  }
  return print;
}

Fingerprint text_of(const std::string& path, const std::string& text, const Json& json,
                    Fingerprint print) {
  print = print.then(text);
  if (!json.is_object() || !json.contains("include")) {
    return print;
  }
  for (const Json& name : json["include"]) {
    const std::string included =
        (fs::path(path).parent_path() / name.get<std::string>()).lexically_normal().string();
    const std::string below = scenario::read_text(included).value_or("");
    print = text_of(included, below, Json::parse(below, nullptr, false), print);
  }
  return print;
}

// ---- Bytes --------------------------------------------------------------------------------------

void put(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t byte = 0; byte < bytes; ++byte) {
    out.push_back(static_cast<char>(value >> (8 * byte) & 0xFFU));
  }
}
void put(std::string& out, const Fingerprint& print) {
  put(out, print.low, 8);
  put(out, print.high, 8);
}

constexpr std::size_t kPrintBytes = 16;
constexpr std::size_t kVisitBytes = kPrintBytes + 2;

/// Reads what `put` has written. Whoever uses it has looked that there is enough.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size(); }
  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t byte = 0; byte < bytes; ++byte) {
      value |= std::uint64_t{static_cast<unsigned char>(bytes_[byte])} << (8 * byte);
    }
    bytes_.remove_prefix(bytes);
    return value;
  }
  Fingerprint print() {
    const std::uint64_t low = number(8);
    return {low, number(8)};
  }

 private:
  std::string_view bytes_;
};

Fingerprint checksum(std::string_view bytes) { return Fingerprint{}.then(bytes); }

std::string hex(const Fingerprint& print) {
  return fmt::format("{:016x}{:016x}", print.high, print.low);
}

Json header_of(const PartLevel& level) {
  Json json{{"end", kEnds[static_cast<std::size_t>(level.end)]},
            {"states", level.visits.size()},
            {"transitions", moves_out(level.visits)},
            {"outcomes", level.outcomes.size()},
            {"broken", level.broken},
            {"reached", level.reached},
            {"handler_runs", level.handler_runs},
            {"count_attempts", level.count_attempts},
            {"count_positions", level.count_positions}};
  if (level.met) {
    json["met"] = {{"path", level.met->first}, {"broken", level.met->second}};
  }
  return json;
}

// What reads a header throws nlohmann's exceptions, and std::runtime_error, where it is no header.

void read_header(const Json& json, PartLevel& level) {
  const auto end = std::ranges::find(kEnds, json.at("end").get<std::string>());
  if (end == kEnds.end()) {
    throw std::runtime_error("an end that is none");
  }
  level.end = static_cast<End>(end - kEnds.begin());
  json.at("broken").get_to(level.broken);
  json.at("reached").get_to(level.reached);
  json.at("handler_runs").get_to(level.handler_runs);
  json.at("count_attempts").get_to(level.count_attempts);
  json.at("count_positions").get_to(level.count_positions);
  if (json.contains("met")) {
    level.met.emplace(json["met"].at("path").get<Path>(),
                      json["met"].at("broken").get<Judge::Set>());
  }
  if ((level.broken != 0) != level.met.has_value() || (level.met && level.met->second == 0)) {
    throw std::runtime_error("something broken that was not met");
  }
}

void read_level(const Json& json, Bytes& bytes, PartLevel& level) {
  read_header(json, level);
  const auto states = json.at("states").get<std::uint64_t>();
  const auto outcomes = json.at("outcomes").get<std::uint64_t>();
  if (states > bytes.left() / kVisitBytes ||
      outcomes > (bytes.left() - states * kVisitBytes) / kPrintBytes) {
    throw std::runtime_error("less than the header says");
  }
  level.visits.resize(states);
  for (Visit& visit : level.visits) {
    visit.print = bytes.print();
    visit.moves = static_cast<std::uint16_t>(bytes.number(2));
  }
  level.outcomes.resize(outcomes);
  for (Fingerprint& outcome : level.outcomes) {
    outcome = bytes.print();
  }
}

/// All but the last came to their end; the last did not, or is of the most faults.
bool has_its_levels(const Part& part) {
  const auto is_over = [](const PartLevel& level) {
    return level.end != End::exhaustive || level.broken != 0;
  };
  if (part.levels.empty() || part.levels.size() > std::uint64_t{part.faults} + 1) {
    return false;
  }
  const auto over = std::ranges::find_if(part.levels, is_over);
  return over == part.levels.end() ? part.levels.size() == std::uint64_t{part.faults} + 1
                                   : over + 1 == part.levels.end();
}

Part read_part(const Json& json, Bytes bytes) {
  Part part;
  json.at("version").get_to(part.version);
  json.at("file").get_to(part.file);
  json.at("part").get_to(part.shard.number);
  json.at("of").get_to(part.shard.of);
  json.at("faults").get_to(part.faults);
  part.content = bytes.print();
  for (const Json& level : json.at("levels")) {
    read_level(level, bytes, part.levels.emplace_back());
  }
  if (bytes.left() != 0 || part.shard.number == 0 || part.shard.number > part.shard.of ||
      part.shard.of > kMostShards || !has_its_levels(part)) {
    throw std::runtime_error("its header contradicts itself");
  }
  return part;
}

}  // namespace

Fingerprint content_of(const scenario::Scenario& exploration) {
  Fingerprint print =
      text_of(exploration.path(), exploration.source->text(), exploration.source->json(), {});
  for (const auto& [name, function] : exploration.functions) {
    if (function.is_process()) {
      print = print.then(name);
      if (!function.process.code.empty()) {
        print = code_of(function.process.code, print);
      }
      for (const fs::path& layer : function.process.layers) {
        print = code_of(layer, print);
      }
    }
  }
  return print;
}

PartLevel level_of(Found found, std::set<std::string, std::less<>> count_attempts,
                   std::set<std::string, std::less<>> count_positions) {
  PartLevel level{.end = found.end,
                  .visits = std::move(found.visits),
                  .outcomes = {found.outcomes.begin(), found.outcomes.end()},
                  .broken = found.broken,
                  .reached = found.reached,
                  .met = std::move(found.met),
                  .handler_runs = found.handler_runs,
                  .count_attempts = std::move(count_attempts),
                  .count_positions = std::move(count_positions)};
  std::ranges::sort(level.outcomes);
  return level;
}

std::string bytes_of(const Part& part) {
  Json levels = Json::array();
  for (const PartLevel& level : part.levels) {
    levels.push_back(header_of(level));
  }
  const Json header{{"ddbsim-part", kFormat},    {"version", part.version},
                    {"file", part.file},         {"content", hex(part.content)},
                    {"part", part.shard.number}, {"of", part.shard.of},
                    {"faults", part.faults},     {"levels", std::move(levels)}};
  std::string out = header.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  put(out, part.content);
  for (const PartLevel& level : part.levels) {
    for (const Visit& visit : level.visits) {
      put(out, visit.print);
      put(out, visit.moves, 2);
    }
    for (const Fingerprint& outcome : level.outcomes) {
      put(out, outcome);
    }
  }
  put(out, checksum(out));
  return out;
}

std::expected<Part, std::string> part_of(std::string_view bytes) {
  if (!bytes.starts_with(kBegin)) {
    return std::unexpected("is no part of a search");
  }
  const std::string_view rest = bytes.substr(kBegin.size());
  if (const auto format = rest.substr(0, rest.find('"')); format != kFormat) {
    return std::unexpected(
        fmt::format("has format {} of parts; this program reads {}", format, kFormat));
  }
  constexpr std::string_view kChanged = "was changed, or is not complete";
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  if (bytes.size() < line.size() + 1 + 2 * kPrintBytes) {
    return std::unexpected(std::string(kChanged));
  }
  const std::string_view said = bytes.substr(0, bytes.size() - kPrintBytes);
  if (Bytes(bytes.substr(said.size())).print() != checksum(said)) {
    return std::unexpected(std::string(kChanged));
  }
  try {
    return read_part(Json::parse(line), Bytes(said.substr(line.size() + 1)));
  } catch (const std::exception& error) {
    return std::unexpected(fmt::format("is no part of a search: {}", error.what()));
  }
}

std::optional<std::string> mismatch(const std::vector<Part>& parts,
                                    const std::vector<std::string>& names,
                                    std::string_view version) {
  const Part& first = parts.front();
  std::vector<std::string> file_of(first.shard.of);
  for (std::size_t index = 0; index < parts.size(); ++index) {
    const Part& part = parts[index];
    const auto both = [&](std::string_view what) {
      return fmt::format("{} and {} {}", names.front(), names[index], what);
    };
    if (part.version != version) {
      return fmt::format("{} was made by ddbsim {}; this is {}", names[index], part.version,
                         version);
    }
    if (part.content != first.content) {
      return both("are parts of searches of different files, or of one that was changed");
    }
    if (part.shard.of != first.shard.of) {
      return fmt::format("{} is a part of {}, {} of {}", names.front(), first.shard.of,
                         names[index], part.shard.of);
    }
    if (part.faults != first.faults) {
      return fmt::format("{} was searched to {} faults, {} to {}", names.front(), first.faults,
                         names[index], part.faults);
    }
    std::string& name = file_of[part.shard.number - 1];
    if (!name.empty()) {
      return fmt::format("{} and {} are both part {} of {}", name, names[index], part.shard.number,
                         part.shard.of);
    }
    name = names[index];
  }
  const auto missing = std::ranges::find(file_of, "");
  if (missing != file_of.end()) {
    return fmt::format("part {} of {} is missing", missing - file_of.begin() + 1, first.shard.of);
  }
  return std::nullopt;
}

std::optional<std::uint32_t> least_broken(const std::vector<Part>& parts) {
  std::optional<std::uint32_t> least;
  for (const Part& part : parts) {
    const auto broken =
        std::ranges::find_if(part.levels, [](const PartLevel& level) { return level.broken != 0; });
    if (broken != part.levels.end()) {
      const auto faults = static_cast<std::uint32_t>(broken - part.levels.begin());
      least = std::min(least.value_or(faults), faults);
    }
  }
  return least;
}

namespace {

void add(const PartLevel& level, Found& found) {
  found.visits.insert(found.visits.end(), level.visits.begin(), level.visits.end());
  found.outcomes.insert(level.outcomes.begin(), level.outcomes.end());
  found.broken |= level.broken;
  found.met = found.met ? found.met : level.met;
  found.reached |= level.reached;
  found.handler_runs = std::max(found.handler_runs, level.handler_runs);
  found.end = found.end == End::exhaustive ? level.end : found.end;
}

/// Each state once; it has as many moves wherever it was met.
void unite(std::vector<Visit>& visits) {
  std::ranges::sort(visits);
  visits.erase(std::ranges::unique(visits).begin(), visits.end());
  const auto twice = std::ranges::adjacent_find(visits, {}, &Visit::print);
  if (twice != visits.end()) {
    throw PartsDisagree(
        "the parts disagree about what can happen in a state: were their functions the same, and "
        "do they do the same each time?");
  }
}

}  // namespace

std::optional<Found> join(const std::vector<Part>& parts, std::uint32_t faults) {
  Found found;
  const PartLevel* first = nullptr;
  bool same = true;
  for (const Part& part : parts) {
    if (faults >= part.levels.size()) {
      const End end = part.levels.back().end;  // a limit, or it broke something with fewer faults
      found.end = found.end == End::exhaustive ? end : found.end;
      continue;
    }
    const PartLevel& level = part.levels[faults];
    first = first == nullptr ? &level : first;
    same = same && level.count_attempts == first->count_attempts &&
           level.count_positions == first->count_positions;
    add(level, found);
  }
  if (!same && found.end == End::exhaustive) {
    return std::nullopt;
  }
  unite(found.visits);
  found.states = found.visits.size();
  found.transitions = moves_out(found.visits);
  if (found.broken != 0) {
    found.end = End::exhaustive;  // as a search that stops when something broke
  }
  return found;
}

}  // namespace ddbsim::explore
