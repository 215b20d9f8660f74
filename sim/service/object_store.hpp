#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// Where exports go and imports come from: buckets of objects, as S3 has them. Whoever owns an
// account gives it one; this room touches no file.
namespace ddbsim::service {

class ObjectStore {
 public:
  enum class Coding : std::uint8_t { plain, gzip };
  /// An object as it was written, after its coding.
  struct Stored {
    std::string md5;  ///< 16 bytes
  };

  ObjectStore() = default;
  ObjectStore(const ObjectStore&) = delete;
  ObjectStore& operator=(const ObjectStore&) = delete;
  virtual ~ObjectStore() = default;

  [[nodiscard]] virtual bool has_bucket(std::string_view bucket) const = 0;
  /// Writes an object whole or not at all. The error is a sentence.
  [[nodiscard]] virtual std::expected<Stored, std::string> put(std::string_view bucket,
                                                               std::string_view key,
                                                               std::string_view content,
                                                               Coding coding) = 0;
  /// Keys that begin so, in order.
  [[nodiscard]] virtual std::vector<std::string> list(std::string_view bucket,
                                                      std::string_view prefix) const = 0;
  /// The content, its coding undone. The error is a sentence.
  [[nodiscard]] virtual std::expected<std::string, std::string> get(std::string_view bucket,
                                                                    std::string_view key,
                                                                    Coding coding) const = 0;
};

}  // namespace ddbsim::service
