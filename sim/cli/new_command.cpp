#include <filesystem>
#include <map>
#include <ostream>
#include <system_error>

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/registry.hpp"
#include "sim/cli/texts.hpp"
#include "sim/scenario/files.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::cli {

namespace {

std::string filled_in(std::string_view text,
                      const std::map<std::string_view, std::string>& values) {
  std::string out(text);
  for (const auto& [mark, value] : values) {
    for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at)) {
      out.replace(at, mark.size(), value);
      at += value.size();
    }
  }
  return out;
}

bool is_table_name(std::string_view name) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  return name.size() >= 3 && name.size() <= 255 &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

}  // namespace

int new_command(const Parsed& parsed, const Io& io) {
  namespace fs = std::filesystem;
  const std::string folder = parsed.arguments().front();
  const std::string table = parsed.value("table", "my-table");
  const std::string handler = parsed.value("handler", "ddbsim/no-op");
  if (!is_table_name(table)) {
    return complain(io,
                    fmt::format("--table \"{}\": a table's name has 3 to 255 characters of a-z, "
                                "A-Z, 0-9, _, - and .",
                                table));
  }
  const scenario::Registry registry = built_in();
  if (!registry.handlers.contains(handler)) {
    std::vector<std::string_view> names;
    names.reserve(registry.handlers.size());
    for (const auto& [name, entry] : registry.handlers) {
      names.push_back(name);
    }
    return complain(io, fmt::format("there is no built-in handler \"{}\"{}", handler,
                                    wire::did_you_mean(handler, names)));
  }
  const std::map<std::string_view, std::string> values = {
      {"%TABLE%", table}, {"%HANDLER%", handler}, {"%DIR%", folder}};
  const std::map<std::string, std::string> files = {
      {(fs::path(folder) / "scenario.json").string(), filled_in(kNewScenario, values)},
      {(fs::path(folder) / "README.md").string(), filled_in(kNewReadme, values)},
      {(fs::path(folder) / "scenario.schema.json").string(), std::string(kSchema)}};
  for (const auto& [path, text] : files) {
    if (fs::exists(path)) {
      return complain(io, fmt::format("{} is there already, and is not overwritten", path));
    }
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return complain(io, fmt::format("can't make the folder {}: {}", folder, error.message()));
  }
  for (const auto& [path, text] : files) {
    if (const auto written = scenario::write_text(path, text); !written) {
      return complain(io, written.error());
    }
    io.out << "wrote " << path << "\n";
  }
  io.out << "now: ddbsim run " << folder << "\n";
  return kHeld;
}

}  // namespace ddbsim::cli
