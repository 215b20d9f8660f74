#include "sim/table/change_log.hpp"

#include <algorithm>

#include "sim/value/hash.hpp"

namespace ddbsim::table {

std::uint64_t ChangeHash::operator()(std::uint64_t position, const Change& change) const noexcept {
  const std::uint64_t images = value::mix(change.before.hash(), change.after.hash());
  return value::mix(value::mix(position, images), static_cast<std::uint64_t>(change.cause));
}

ChangeLog::ReaderId ChangeLog::add_reader() {
  std::vector<Position> marks = marks_.get();
  const auto free = std::ranges::find(marks, kRemoved);
  const auto reader = static_cast<ReaderId>(free - marks.begin());
  if (free == marks.end()) {
    marks.push_back(log_.end());
  } else {
    *free = log_.end();
  }
  marks_.set(std::move(marks));
  return reader;
}

void ChangeLog::set_mark(ReaderId reader, Position to) {
  std::vector<Position> marks = marks_.get();
  marks[reader] = to;
  marks_.set(std::move(marks));
  trim();
}

void ChangeLog::remove_reader(ReaderId reader) { set_mark(reader, kRemoved); }

void ChangeLog::advance(ReaderId reader, Position to) {
  to = std::min(to, log_.end());
  if (mark(reader) < to) {
    set_mark(reader, to);
  }
}

void ChangeLog::append(Change change) {
  const auto reads = [](Position mark) { return mark != kRemoved; };
  if (std::ranges::any_of(marks_.get(), reads)) {
    log_.append(std::move(change));
  }
}

void ChangeLog::trim() {
  const auto least = std::ranges::min_element(marks_.get());
  const Position keep_from = std::min(least == marks_.get().end() ? kRemoved : *least, log_.end());
  while (log_.begin() < keep_from) {
    log_.trim();
  }
}

}  // namespace ddbsim::table
