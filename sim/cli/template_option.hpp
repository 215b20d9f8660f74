#pragma once

#include <expected>
#include <map>
#include <string>

#include "sim/cli/io.hpp"
#include "sim/cli/options.hpp"
#include "sim/scenario/reader.hpp"

namespace ddbsim::cli {

/// --template and --parameter: a CloudFormation or SAM template that scenarios include.
struct TemplateOption {
  std::string path;                           ///< empty: none
  std::map<std::string, std::string> values;  ///< of its parameters
  std::string region;                         ///< empty: that of the scenario's world

  /// The error is a sentence.
  [[nodiscard]] static std::expected<TemplateOption, std::string> of(const Parsed& parsed);

  /// Null without a template. Reads it anew for each scenario, since its world says region and
  /// account. What the template has that is not simulated is told on the error stream, once, unless
  /// `quiet`. `io` must outlive it.
  [[nodiscard]] scenario::FragmentMaker maker(const Io& io, bool quiet) const;
};

}  // namespace ddbsim::cli
