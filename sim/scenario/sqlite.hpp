#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// As much of SQLite as the oracle uses, with errors as values. Text that a file brings can read and
// change its own database in memory and nothing else: no file is attached, no transaction is begun
// or ended, and neither the clock nor chance is asked, so that equal runs have equal rows.
namespace ddbsim::scenario::sqlite {

/// What SQLite says, and where in the text: "no such column: yaer, at "yaer = 2026"".
struct Error {
  std::string message;
};
template <class T>
using Result = std::expected<T, Error>;

/// NULL, INTEGER, REAL or TEXT.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// One prepared statement.
class Statement {
 public:
  Statement(void* database, void* statement) : database_(database), statement_(statement) {}
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  [[nodiscard]] bool reads_only() const;
  [[nodiscard]] std::vector<std::string> columns() const;
  /// The names of its parameters without what they begin with; "" for one that has no name.
  [[nodiscard]] std::vector<std::string> parameters() const;

  /// `position` from 1.
  void bind(int position, const Value& value);
  void bind_text(int position, std::string_view text);
  void bind_blob(int position, std::string_view bytes);
  /// The next row; false after the last, and the statement may run again.
  [[nodiscard]] Result<bool> step();
  /// Of the row: numbers in plain notation, binary in base64, absent for NULL.
  [[nodiscard]] std::optional<std::string> text(int column) const;
  [[nodiscard]] Value value(int column) const;
  void reset();
  /// To its end; rows are left.
  [[nodiscard]] Result<void> run();

 private:
  void* database_;
  void* statement_;
};

/// A database in memory.
class Database {
 public:
  Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  /// All statements of a text; none when it has none.
  [[nodiscard]] Result<std::vector<Statement>> prepare(std::string_view sql);
  /// Prepares and runs one statement of a text after the other, so that a later one may use what an
  /// earlier one made.
  [[nodiscard]] Result<void> run(std::string_view sql);

  /// Nested transactions: all that was done since the newest `begin` is kept or taken back; both
  /// end it.
  void begin();
  void take_back();

 private:
  /// The statement at the beginning of `sql`, which is cut off; nothing at the end of the text.
  [[nodiscard]] Result<std::optional<Statement>> next(std::string_view& sql);

  /// Of `own_`, from `first` to `last`.
  void run_own(std::size_t first, std::size_t last);

  void* database_ = nullptr;
  bool own_words_ = false;      ///< what is prepared now is ours
  std::vector<Statement> own_;  ///< begin, go back, end
};

}  // namespace ddbsim::scenario::sqlite
