#include "sim/table/lagging_read.hpp"

#include <algorithm>
#include <string>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

namespace ddbsim::table {
namespace {

std::string identity(const KeySpace& items, const value::Item& item) {
  std::string bytes = items.partition_bytes(item);
  const std::size_t partition = bytes.size();
  for (const std::string_view part : items.sort_tuple(item)) {
    bytes += part;
  }
  return bytes + '/' + std::to_string(partition);
}

const value::Item& either(const Change& change) {
  return change.after ? change.after : change.before;
}

std::vector<std::string> labels(std::size_t count) {
  std::vector<std::string> out{"current"};
  for (std::size_t older = 1; older < count; ++older) {
    out.push_back(std::to_string(older) + " older");
  }
  return out;
}

}  // namespace

LaggingRead::LaggingRead(const Table& table, const Index* index, const ReadView& view,
                         ChangeLog::Position from, Covers covers)
    : table_(table), index_(index) {
  for (const Chain& chain : chains(from, covers)) {
    if (chain.versions.size() > 1) {
      const value::Item& chosen = choose(chain, view);
      if (!chosen.is_same_as(chain.versions.back())) {
        correct_entry(chain.versions.back(), chosen);
      }
    }
  }
}

/// The items that show something to this read in one of their versions, in order of first change.
std::vector<LaggingRead::Chain> LaggingRead::chains(ChangeLog::Position from, Covers covers) const {
  const ChangeLog& log = table_.log();
  const auto shows = [&](const value::Item& image) {
    return image && (index_ == nullptr || index_->holds(image)) && covers(image);
  };
  boost::unordered_flat_set<std::string> relevant;
  for (ChangeLog::Position at = from; at < log.end(); ++at) {
    if (shows(log.at(at).before) || shows(log.at(at).after)) {
      relevant.insert(identity(table_.items(), either(log.at(at))));
    }
  }
  std::vector<Chain> out;
  boost::unordered_flat_map<std::string, std::size_t> chain_of;
  for (ChangeLog::Position at = relevant.empty() ? log.end() : from; at < log.end(); ++at) {
    const Change& change = log.at(at);
    const std::string id = identity(table_.items(), either(change));
    if (!relevant.contains(id)) {
      continue;
    }
    const auto [chain, is_new] = chain_of.emplace(id, out.size());
    if (is_new) {
      out.push_back({either(change), {}});
      add_version(out.back(), change.before, covers);
    }
    add_version(out[chain->second], change.after, covers);
  }
  return out;
}

void LaggingRead::add_version(Chain& chain, const value::Item& image, Covers covers) const {
  const bool shows = image && (index_ == nullptr || index_->holds(image)) && covers(image);
  const value::Item version = shows ? image : value::Item();
  if (!chain.versions.empty()) {
    const value::Item& before = chain.versions.back();
    const bool same = index_ == nullptr ? before == version : index_->same_entry(before, version);
    if (same) {
      chain.versions.back() = version;
      return;
    }
  }
  chain.versions.push_back(version);
}

const value::Item& LaggingRead::choose(const Chain& chain, const ReadView& view) const {
  const std::string detail =
      (index_ == nullptr ? table_.definition().name : index_->definition().name) + " " +
      key_text(table_.definition().key, chain.key);
  const std::vector<std::string> texts = labels(chain.versions.size());
  const std::vector<std::string_view> options(texts.begin(), texts.end());
  choice::Point point = view.point;
  point.question =
      index_ == nullptr ? choice::Question::item_version : choice::Question::index_version;
  point.detail = detail;
  return chain.versions[chain.versions.size() - 1 - choice::ask(*view.choices, point, options)];
}

void LaggingRead::correct_entry(const value::Item& newest, const value::Item& shown) {
  value::ItemBuilder builder;
  const value::Item entry = index_ == nullptr || !shown ? shown : index_->entry_of(shown, builder);
  const KeySpace& space = index_ == nullptr ? table_.items() : index_->entries();
  if (newest && shown && space.compare_in_scan(newest, shown) == 0) {
    corrections_.push_back({newest, entry});
    return;
  }
  if (newest) {
    corrections_.push_back({newest, {}});
  }
  if (shown) {
    corrections_.push_back({entry, entry});
  }
}

void LaggingRead::correct(Order order, value::FunctionRef<void(const KeySpace::Visit&)> walk,
                          const KeySpace::Visit& visit) {
  std::ranges::sort(corrections_, [&](const Correction& a, const Correction& b) {
    return order(a.key, b.key) < 0;
  });
  auto next = corrections_.begin();
  bool more = true;
  const auto show = [&](const value::Item& item) { return more = visit(item); };
  walk([&](const value::Item& entry) {
    for (; next != corrections_.end(); ++next) {
      const int at = order(next->key, entry);
      if (at > 0) {
        break;
      }
      const value::Item shown = next->shown;
      if (shown && !show(shown)) {
        return false;
      }
      if (at == 0) {  // in place of this entry
        ++next;
        return true;
      }
    }
    return show(entry);
  });
  for (; more && next != corrections_.end(); ++next) {
    if (next->shown) {
      show(next->shown);
    }
  }
}

}  // namespace ddbsim::table
