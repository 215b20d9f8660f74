#include "sim/scenario/sqlite.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <sqlite3.h>
#include <utility>

#include <fmt/format.h>

#include "sim/value/dynamo_json.hpp"
#include "sim/value/ensure.hpp"
#include "sim/value/number.hpp"

namespace ddbsim::scenario::sqlite {

namespace {

sqlite3* as_database(void* database) { return static_cast<sqlite3*>(database); }
sqlite3_stmt* as_statement(void* statement) { return static_cast<sqlite3_stmt*>(statement); }

/// SQLite's steps of its virtual machine that a statement may take: seconds, and not for ever.
constexpr int kSteps = 100'000'000;
int give_up(void* /*user*/) { return 1; }

/// Functions whose answers depend on more than their arguments. Those of dates only when they are
/// asked for now: see `asks_for_now`.
constexpr std::array<std::string_view, 5> kUnknowable{"random", "randomblob", "current_time",
                                                      "current_date", "current_timestamp"};
constexpr std::array<std::string_view, 6> kDates{"date",      "time",     "datetime",
                                                 "julianday", "strftime", "unixepoch"};

int authorize(void* own_words, int action, const char* /*first*/, const char* second,
              const char* /*database*/, const char* /*trigger*/) {
  switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
    case SQLITE_PRAGMA:
    case SQLITE_TRANSACTION:
      return SQLITE_DENY;
    case SQLITE_SAVEPOINT:
      return *static_cast<const bool*>(own_words) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_FUNCTION:
      return std::ranges::find(kUnknowable, second) == kUnknowable.end() ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_OK;
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Is the machine's clock asked: date('now'), or date() without a time?
bool asks_for_now(std::string_view sql) {
  std::string text = lower(sql);
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  return std::ranges::any_of(kDates,
                             [&text](std::string_view name) {
                               return text.contains(fmt::format("{}()", name)) ||
                                      text.contains(fmt::format("{}('now'", name));
                             }) ||
         (text.contains("strftime(") && text.contains("'now'"));
}

/// A constraint, or a trigger, that would take back more than its own statement.
bool ends_transactions(std::string_view sql) { return lower(sql).contains("rollback"); }

/// What SQLite says, with the words of the text where it stopped.
Error error_of(sqlite3* database, std::string_view sql) {
  std::string message = sqlite3_errmsg(database);
  const int at = sqlite3_error_offset(database);
  if (at >= 0 && static_cast<std::size_t>(at) < sql.size()) {
    constexpr std::size_t kShown = 40;
    const std::string_view rest = sql.substr(static_cast<std::size_t>(at));
    const std::string_view line = rest.substr(0, rest.find('\n'));
    message += fmt::format(", at \"{}\"", line.substr(0, kShown));
  }
  if (message == "not authorized") {
    message +=
        ": this text may neither attach files, nor set pragmas, nor begin or end transactions";
  } else if (message.starts_with("not authorized to use function")) {
    message += ": its answer would not be the same in each run";
  } else if (message == "interrupted") {
    message = "no end after a hundred million steps";
  }
  return {std::move(message)};
}

/// A number as it is compared: 3 for 3.0.
std::string plain(std::string text) {
  const auto number = value::Number::parse(text);
  return number ? number->text() : text;
}

}  // namespace

// ---- a statement --------------------------------------------------------------------------------

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() { sqlite3_finalize(as_statement(statement_)); }

bool Statement::reads_only() const { return sqlite3_stmt_readonly(as_statement(statement_)) != 0; }

std::vector<std::string> Statement::columns() const {
  std::vector<std::string> names;
  for (int column = 0; column < sqlite3_column_count(as_statement(statement_)); ++column) {
    names.emplace_back(sqlite3_column_name(as_statement(statement_), column));
  }
  return names;
}

std::vector<std::string> Statement::parameters() const {
  std::vector<std::string> names;
  const int count = sqlite3_bind_parameter_count(as_statement(statement_));
  for (int position = 1; position <= count; ++position) {
    const char* name = sqlite3_bind_parameter_name(as_statement(statement_), position);
    names.emplace_back(name == nullptr || *name == '?' ? "" : name + 1);
  }
  return names;
}

void Statement::bind_text(int position, std::string_view text) {
  sqlite3_bind_text64(as_statement(statement_), position, text.data(), text.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bind_blob(int position, std::string_view bytes) {
  sqlite3_bind_blob64(as_statement(statement_), position, bytes.data(), bytes.size(),
                      SQLITE_TRANSIENT);
}

void Statement::bind(int position, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    bind_text(position, *text);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    sqlite3_bind_int64(as_statement(statement_), position, *integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    sqlite3_bind_double(as_statement(statement_), position, *real);
  } else {
    sqlite3_bind_null(as_statement(statement_), position);
  }
}

void Statement::reset() {
  sqlite3_reset(as_statement(statement_));
  // `kSteps` are those of one run.
  sqlite3_stmt_status(as_statement(statement_), SQLITE_STMTSTATUS_VM_STEP, 1);
}

Result<bool> Statement::step() {
  const int answer = sqlite3_step(as_statement(statement_));
  if (answer == SQLITE_ROW) {
    return true;
  }
  if (answer == SQLITE_DONE) {
    reset();
    return false;
  }
  Error error = error_of(as_database(database_), "");
  reset();
  return std::unexpected(std::move(error));
}

Result<void> Statement::run() {
  while (true) {
    const auto more = step();
    if (!more) {
      return std::unexpected(more.error());
    }
    if (!*more) {
      return {};
    }
  }
}

Value Statement::value(int column) const {
  sqlite3_stmt* statement = as_statement(statement_);
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement, column);
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_NULL:
      return std::monostate{};
    default:
      return text(column).value_or("");
  }
}

std::optional<std::string> Statement::text(int column) const {
  sqlite3_stmt* statement = as_statement(statement_);
  const int type = sqlite3_column_type(statement, column);
  if (type == SQLITE_NULL) {
    return std::nullopt;
  }
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  std::string text = bytes == nullptr ? std::string() : std::string(bytes, size);
  if (type == SQLITE_BLOB) {
    return value::to_base64(text);
  }
  return type == SQLITE_TEXT ? text : plain(std::move(text));
}

// ---- a database ---------------------------------------------------------------------------------

Database::Database() {
  sqlite3* database = nullptr;
  value::ensure(sqlite3_open_v2(":memory:", &database,
                                SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                                nullptr) == SQLITE_OK,
                "SQLite opens a database in memory");
  database_ = database;
  for (const char* sql : {"SAVEPOINT s", "ROLLBACK TO s", "RELEASE s"}) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    own_.emplace_back(database_, statement);
  }
  // A name in double quotes is a name, and a misspelt one no string.
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_set_authorizer(database, authorize, &own_words_);
  sqlite3_progress_handler(database, kSteps, give_up, nullptr);
}

Database::~Database() {
  own_.clear();
  sqlite3_close_v2(as_database(database_));
}

Result<std::optional<Statement>> Database::next(std::string_view& sql) {
  sqlite3* database = as_database(database_);
  while (!sql.empty()) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    const int answer = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, &tail);
    if (answer != SQLITE_OK) {
      return std::unexpected(error_of(database, sql));
    }
    sql.remove_prefix(static_cast<std::size_t>(tail - sql.data()));
    if (statement != nullptr) {  // not only blanks and comments
      return std::optional<Statement>(std::in_place, database_, statement);
    }
  }
  return std::nullopt;
}

namespace {

std::optional<Error> refusal_of(std::string_view sql) {
  if (asks_for_now(sql)) {
    return Error{"the machine's clock is not asked here: give the time as a parameter"};
  }
  if (ends_transactions(sql)) {
    return Error{"ROLLBACK is not for this text: each pattern is a transaction of its own"};
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<Statement>> Database::prepare(std::string_view sql) {
  if (auto refusal = refusal_of(sql)) {
    return std::unexpected(std::move(*refusal));
  }
  std::vector<Statement> statements;
  while (true) {
    auto statement = next(sql);
    if (!statement) {
      return std::unexpected(std::move(statement.error()));
    }
    if (!*statement) {
      return statements;
    }
    statements.push_back(std::move(**statement));
  }
}

Result<void> Database::run(std::string_view sql) {
  if (auto refusal = refusal_of(sql)) {
    return std::unexpected(std::move(*refusal));
  }
  while (true) {
    auto statement = next(sql);
    if (!statement) {
      return std::unexpected(std::move(statement.error()));
    }
    if (!*statement) {
      return {};
    }
    if (auto done = (*statement)->run(); !done) {
      return done;
    }
  }
}

void Database::run_own(std::size_t first, std::size_t last) {
  own_words_ = true;  // what was prepared once may be prepared again
  for (std::size_t at = first; at <= last; ++at) {
    value::ensure(own_[at].run().has_value(), "SQLite keeps nested transactions");
  }
  own_words_ = false;
}

void Database::begin() { run_own(0, 0); }
void Database::take_back() { run_own(1, 2); }

}  // namespace ddbsim::scenario::sqlite
