#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "sim/service/reflection.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/wire/codec.hpp"
#include "sim/wire/type_texts.hpp"

namespace ddbsim::wire {

/// Reads JSON into structures of any type, by their shapes. One for each reading.
class Decoder {
 public:
  Decoder(Mode mode, value::Layouts* layouts) : mode_(mode), layouts_(layouts) {}

  /// Reads `json` into `out`, a structure of that type, which is freshly made. False: `error()`
  /// says why.
  [[nodiscard]] bool read(const service::TypeInfo& type, const nlohmann::json& json, void* out);

  /// An item alone: right JSON types and no unknown attribute type. False: `error()` says why.
  [[nodiscard]] bool check_item(const nlohmann::json& json);

  [[nodiscard]] DecodeError& error() noexcept { return error_; }
  /// The first attribute value that the service refuses; it was left out.
  [[nodiscard]] std::optional<service::ServiceError>& value_error() noexcept {
    return value_error_;
  }

 private:
  /// Where the reading is; a chain through the stack.
  struct Pointer {
    const Pointer* parent = nullptr;
    std::string_view name = {};
    std::size_t index = 0;
    bool is_index = false;
    [[nodiscard]] std::string text() const;
  };
  /// What is known of a value besides its type.
  struct Slot {
    std::string_view member;  ///< name of the member that it is, or is inside of
    bool narrow = false;
    Place place = Place::member;
  };

  bool structure(const service::TypeInfo& type, const nlohmann::json& json, void* out,
                 const Pointer& at);
  bool known_members(const service::TypeInfo& type, const nlohmann::json& json, const Pointer& at);
  bool value(const service::TypeInfo& type, const nlohmann::json& json, void* out, const Slot& slot,
             const Pointer& at);
  bool integer(const service::TypeInfo& type, const nlohmann::json& json, std::int64_t& out,
               const Slot& slot, const Pointer& at);
  bool boolean(const service::TypeInfo& type, const nlohmann::json& json, bool& out,
               const Slot& slot, const Pointer& at);
  bool item(const service::TypeInfo& type, const nlohmann::json& json, value::Item& out,
            const Slot& slot, const Pointer& at);
  bool attribute(const service::TypeInfo& type, const nlohmann::json& json,
                 value::AttributeValue& out, const Slot& slot, const Pointer& at);
  bool names(const service::TypeInfo& type, const nlohmann::json& json, service::Names& out,
             const Slot& slot, const Pointer& at);
  bool list(const service::TypeInfo& type, const nlohmann::json& json, void* out, const Slot& slot,
            const Pointer& at);
  bool map(const service::TypeInfo& type, const nlohmann::json& json, void* out, const Slot& slot,
           const Pointer& at);

  bool attributes_are_strict(const nlohmann::json& json, const Pointer& at);
  bool attribute_is_strict(const nlohmann::json& json, const Pointer& at, std::size_t depth);
  bool typed_is_strict(std::string_view type, const nlohmann::json& json, const Pointer& at,
                       std::size_t depth);
  void refuse_value(const value::ValueError& error, const Slot& slot);
  bool refuse_or_fail(const value::ValueError& error, const Slot& slot, const Pointer& at);
  bool wrong_type(const service::TypeInfo& type, const nlohmann::json& json, const Slot& slot,
                  const Pointer& at);
  bool fail(const Pointer& at, std::string message, std::string service_message = {});

  Mode mode_;
  value::Layouts* layouts_;
  DecodeError error_;
  std::optional<service::ServiceError> value_error_;
};

}  // namespace ddbsim::wire
