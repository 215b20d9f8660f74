#include "sim/cli/template_option.hpp"

#include <filesystem>
#include <memory>
#include <ostream>
#include <set>

#include <fmt/format.h>

#include "sim/report/style.hpp"
#include "sim/scenario/files.hpp"
#include "sim/stack/stack.hpp"

namespace ddbsim::cli {

namespace {

std::string line_of(std::string_view text, std::size_t line) {
  for (; line > 1; --line) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return std::string(text.substr(0, text.find('\n')));
}

scenario::Problem problem_of(const std::string& path, std::string_view text,
                             stack::StackError error) {
  return {path,
          {error.line, error.column},
          std::move(error.path),
          std::move(error.message),
          text.empty() ? "" : line_of(text, error.line),
          1};
}

stack::Parameters parameters_of(const TemplateOption& option, const service::Parameters& account) {
  stack::Parameters parameters;
  parameters.values = option.values;
  parameters.region = option.region.empty() ? account.region : option.region;
  parameters.account_id = account.account_id;
  return parameters;
}

}  // namespace

std::expected<TemplateOption, std::string> TemplateOption::of(const Parsed& parsed) {
  TemplateOption option;
  option.path = parsed.value("template");
  for (const std::string& word : parsed.values("parameter")) {
    const std::size_t sign = word.find('=');
    if (sign == std::string::npos || sign == 0) {
      return std::unexpected(
          fmt::format("--parameter is NAME=VALUE, like Stage=test, not \"{}\"", word));
    }
    if (!option.values.emplace(word.substr(0, sign), word.substr(sign + 1)).second) {
      return std::unexpected(fmt::format("--parameter {} is given twice", word.substr(0, sign)));
    }
  }
  if (option.path.empty() && !option.values.empty()) {
    return std::unexpected("--parameter is of a template: --template FILE");
  }
  return option;
}

scenario::FragmentMaker TemplateOption::maker(const Io& io, bool quiet) const {
  if (path.empty()) {
    return nullptr;
  }
  return [option = *this, &io, told = quiet](const service::Parameters& account,
                                             std::vector<scenario::Problem>& problems) mutable
             -> std::shared_ptr<const scenario::Source> {
    auto text = scenario::read_text(option.path);
    if (!text) {
      problems.push_back({option.path, {}, "", std::move(text.error()), "", 1});
      return nullptr;
    }
    // Its paths are relative to its folder, as those of a fragment are.
    const std::string name = std::filesystem::path(option.path).filename().string();
    auto stack = stack::read_template(*text, name, parameters_of(option, account));
    if (!stack) {
      problems.push_back(problem_of(option.path, *text, std::move(stack.error())));
      return nullptr;
    }
    for (const stack::PassedOver& each : stack->passed_over) {
      if (!told) {
        io.err << fmt::format("{}: passed over: {}\n", option.path,
                              report::printable(stack::text_of(each)));
      }
    }
    told = true;
    auto source = scenario::Source::parse(fmt::format("{} (as a fragment)", option.path),
                                          stack->fragment.dump(2));
    if (!source) {
      problems.push_back(std::move(source.error()));
      return nullptr;
    }
    return std::move(*source);
  };
}

}  // namespace ddbsim::cli
