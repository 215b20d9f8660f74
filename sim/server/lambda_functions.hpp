#pragma once

#include "sim/server/lambda_call.hpp"

// Functions: their configuration, code, concurrency and tags.
namespace ddbsim::server {

/// FunctionConfiguration, as most answers have it.
[[nodiscard]] nlohmann::ordered_json configuration_of(const FunctionRecord& record,
                                                      const world::World& world);

[[nodiscard]] LambdaResult create_function(const LambdaCall& call);
[[nodiscard]] LambdaResult update_function_code(const LambdaCall& call);
[[nodiscard]] LambdaResult update_function_configuration(const LambdaCall& call);
[[nodiscard]] LambdaResult get_function(const LambdaCall& call);
[[nodiscard]] LambdaResult get_function_configuration(const LambdaCall& call);
[[nodiscard]] LambdaResult list_functions(const LambdaCall& call);
[[nodiscard]] LambdaResult delete_function(const LambdaCall& call);
[[nodiscard]] LambdaResult put_concurrency(const LambdaCall& call);
[[nodiscard]] LambdaResult get_concurrency(const LambdaCall& call);
[[nodiscard]] LambdaResult delete_concurrency(const LambdaCall& call);
[[nodiscard]] LambdaResult tag_resource(const LambdaCall& call);
[[nodiscard]] LambdaResult untag_resource(const LambdaCall& call);
[[nodiscard]] LambdaResult list_tags(const LambdaCall& call);

/// What CreateFunction and UpdateFunctionConfiguration say, put into a record; what they leave out
/// stays (function_settings_reader.cpp).
[[nodiscard]] std::optional<lambda::ApiError> read_settings(const LambdaCall& call,
                                                            FunctionRecord& record);
/// What `Code` of CreateFunction, or all of UpdateFunctionCode, says. Instead of a bucket there may
/// be "hot-reload" or "local", and instead of a key the path of a folder of this machine.
[[nodiscard]] std::optional<lambda::ApiError> read_code(const LambdaCall& call,
                                                        const nlohmann::json& code,
                                                        FunctionRecord& record);

}  // namespace ddbsim::server
