#include <algorithm>

#include "sim/table/collection.hpp"
#include "sim/table/sorted_run.hpp"

namespace ddbsim::table {

std::size_t Directory::seek(const KeyReader::SortBound& bound, const KeyReader& reader) const {
  std::string scratch;
  return seek_in_run(heads.data(), leaves.size(), prefix, bound,
                     [&](std::size_t i) { return leaves[i]->first_sort(reader, scratch); });
}

const Leaf* Directory::find(std::string_view sort, const KeyReader& reader) const {
  const std::uint64_t head = head_of(sort, std::min(prefix, sort.size()));
  const std::size_t low = lower_head(heads.data(), heads.size(), head);
  const std::size_t high = end_of_run(heads.data(), low, heads.size(), head);
  std::string scratch;
  const std::size_t after = partition_point(
      low, high, [&](std::size_t i) { return leaves[i]->first_sort(reader, scratch) <= sort; });
  return leaves[after == 0 ? 0 : after - 1];
}

void Directory::rebuild_heads(const KeyReader& reader) {
  std::string a;
  std::string b;
  prefix =
      common_prefix(leaves.front()->first_sort(reader, a), leaves.back()->first_sort(reader, b));
  heads.resize(leaves.size());
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    heads[i] = head_of(leaves[i]->first_sort(reader, a), prefix);
  }
}

void Directory::add_leaf(std::size_t at, Leaf* leaf, const KeyReader& reader) {
  leaves.insert(leaves.begin() + static_cast<std::ptrdiff_t>(at), leaf);
  heads.insert(heads.begin() + static_cast<std::ptrdiff_t>(at), 0);
  first_changed(at, reader);
}

void Directory::remove_leaf(std::size_t at) {
  leaves.erase(leaves.begin() + static_cast<std::ptrdiff_t>(at));
  heads.erase(heads.begin() + static_cast<std::ptrdiff_t>(at));
}

void Directory::first_changed(std::size_t at, const KeyReader& reader) {
  std::string a;
  std::string b;
  const std::string_view changed = leaves[at]->first_sort(reader, a);
  const std::size_t neighbour = at == 0 ? leaves.size() - 1 : 0;
  if (common_prefix(changed, leaves[neighbour]->first_sort(reader, b)) < prefix) {
    rebuild_heads(reader);
  } else {
    heads[at] = head_of(changed, prefix);
  }
}

}  // namespace ddbsim::table
