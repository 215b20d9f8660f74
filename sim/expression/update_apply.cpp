#include <algorithm>
#include <optional>
#include <ranges>
#include <span>
#include <utility>

#include <boost/container/small_vector.hpp>

#include "sim/expression/path.hpp"
#include "sim/expression/update_values.hpp"

namespace ddbsim::expression {
namespace {

using Section = RawAction::Section;
using value::AttributeValue;
using value::Item;
using value::Type;
using value::ValueView;

/// One action with its result; not yet done.
struct Edit {
  const Path* target;
  NewValue value;
};

/// Few updates have more actions: no allocation for the others.
constexpr std::size_t kCommonActions = 4;
using Edits = boost::container::small_vector<Edit, kCommonActions>;

bool is_index(const PathStep& step) noexcept { return step.index != PathStep::kNoIndex; }

/// What the target stands in must be there, a list for an index and a map for a name. Said of
/// REMOVE and DELETE as well (DynamoDB Local, dynalite; Dynoxide does nothing instead).
bool is_valid(const Path& target, const Item& item) {
  if (target.size() == 1) {
    return true;
  }
  const ValueView parent = resolve(target, target.size() - 1, item);
  return parent.is(is_index(target.back()) ? Type::L : Type::M);
}

Result<NewValue> evaluate(const BoundAction& action, const Item& item, const Item& values,
                          const char* mismatch) {
  switch (action.section) {
    case Section::set:
      return evaluate(action.operand, item, values);
    case Section::add:
      return add(resolve(action.target, item), action.operand.literal_of(values), mismatch);
    case Section::erase:
      return erase(resolve(action.target, item), action.operand.literal_of(values), mismatch);
    case Section::remove:
      break;
  }
  return NewValue();
}

/// Of several mistakes what SET reads comes first, then what ADD and DELETE meet, then places that
/// cannot be, whatever their order in the text (all oracles; Dynoxide not always).
Result<Edits> evaluate_all(const Update::Plan& plan, const Item& item, const Item& values) {
  Edits edits;
  edits.reserve(plan.actions.size());
  std::optional<Error> mismatch;
  bool invalid = false;
  for (const BoundAction& action : plan.actions) {
    auto value = evaluate(action, item, values, plan.type_mismatch);
    if (value) {
      invalid = invalid || !is_valid(action.target, item);
      edits.push_back({&action.target, std::move(*value)});
    } else if (action.section == Section::set) {
      return std::unexpected(std::move(value.error()));
    } else if (!mismatch) {
      mismatch = std::move(value.error());
    }
  }
  if (mismatch) {
    return std::unexpected(std::move(*mismatch));
  }
  if (invalid) {
    return refuse(kInvalidPath);
  }
  return edits;
}

/// The list or map in `root` that the last step of the target goes to. Targets were checked, and no
/// removal has happened that moves what they lead through.
AttributeValue& parent_of(AttributeValue& root, const Path& target) {
  AttributeValue* at = &root;
  for (std::size_t i = 1; i + 1 < target.size(); ++i) {
    const PathStep& step = target[i];
    at = is_index(step) ? &(*at->get_if<value::List>())[step.index]
                        : &at->get_if<value::Map>()->find(step.name)->second;
  }
  return *at;
}

/// Beyond the end of a list means at its end: "If you add multiple elements in a single SET
/// operation, the elements are sorted in order by element number" (developer guide, Update
/// expressions).
void put(AttributeValue& root, const Path& target, AttributeValue value) {
  AttributeValue& parent = parent_of(root, target);
  const PathStep& last = target.back();
  if (!is_index(last)) {
    parent.get_if<value::Map>()->insert_or_assign(last.name, std::move(value));
    return;
  }
  auto& list = *parent.get_if<value::List>();
  if (last.index < list.size()) {
    list[last.index] = std::move(value);
  } else {
    list.push_back(std::move(value));
  }
}

void remove(AttributeValue& root, const Path& target, std::size_t old_count) {
  AttributeValue& parent = parent_of(root, target);
  const PathStep& last = target.back();
  if (!is_index(last)) {
    parent.get_if<value::Map>()->erase(last.name);
  } else if (last.index < old_count) {
    auto& list = *parent.get_if<value::List>();
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(last.index));
  }
}

/// Edits inside of one top-level attribute, sorted by path. All places are those of the old item:
/// first what is put, from the front, so that new elements come in their order; then removals from
/// the back, so that none moves what another one means.
AttributeValue edit_inside(const Item& item, std::span<Edit> edits) {
  AttributeValue root = item.find(edits.front().target->front().name).to_value();
  for (Edit& edit : edits) {
    if (edit.value) {
      put(root, *edit.target, std::move(edit.value).take());
    }
  }
  for (const Edit& edit : std::views::reverse(edits)) {
    if (!edit.value) {
      const Path& target = *edit.target;
      remove(root, target, resolve(target, target.size() - 1, item).count());
    }
  }
  return root;
}

std::span<Edit> same_attribute(std::span<Edit> edits) {
  const std::string& name = edits.front().target->front().name;
  const auto end = std::ranges::find_if(
      edits, [&](const Edit& edit) { return edit.target->front().name != name; });
  return edits.first(static_cast<std::size_t>(end - edits.begin()));
}

void add_edited(const Item& item, std::span<Edit> edits, value::ItemBuilder& builder) {
  const Edit& first = edits.front();
  const std::string& name = first.target->front().name;
  if (first.target->size() > 1) {
    builder.add(name, edit_inside(item, edits));
  } else if (first.value.made() != nullptr) {
    builder.add(name, *first.value.made());
  } else if (first.value) {
    builder.add(name, first.value.view());
  }
}

/// When nothing but whole attributes that are there get other values, their names stay as they are:
/// the common update, and a much shorter way.
std::optional<Item> replaced(const Item& item, const Edits& edits) {
  boost::container::small_vector<Item::Change, kCommonActions> changes;
  boost::container::small_vector<value::PackedValue, kCommonActions> made;
  changes.reserve(edits.size());
  made.reserve(edits.size());
  for (const Edit& edit : edits) {
    const std::size_t index =
        edit.target->size() == 1 ? item.index_of(edit.target->front().name) : item.count();
    if (index == item.count() || !edit.value) {
      return std::nullopt;
    }
    const AttributeValue* const value = edit.value.made();
    changes.push_back(
        {index, value == nullptr ? edit.value.view() : made.emplace_back(*value).view()});
  }
  std::ranges::sort(changes, {}, &Item::Change::index);
  return item.with_values({changes.data(), changes.size()});
}

/// The old item with the edited attributes in place of the old ones; the others are copied packed.
Item rebuild(const Item& item, Edits& edits, value::Layouts* layouts) {
  if (auto same_names = replaced(item, edits)) {
    return std::move(*same_names);
  }
  std::ranges::sort(edits,
                    [](const Edit& a, const Edit& b) { return path_before(*a.target, *b.target); });
  value::ItemBuilder builder(layouts);
  std::size_t at = 0;
  const auto copy_before = [&](const std::string* name) {
    for (; at < item.count() && (name == nullptr || item.name(at) < *name); ++at) {
      builder.add(item.name(at), item.value(at));
    }
  };
  for (std::span<Edit> left(edits.data(), edits.size()); !left.empty();) {
    const std::span<Edit> edited = same_attribute(left);
    const std::string& name = edited.front().target->front().name;
    copy_before(&name);
    if (at < item.count() && item.name(at) == name) {
      ++at;
    }
    add_edited(item, edited, builder);
    left = left.subspan(edited.size());
  }
  copy_before(nullptr);
  return builder.finish();
}

}  // namespace

Result<Item> Update::apply(const Item& item, value::Layouts* layouts) const {
  auto edits = evaluate_all(*plan_, item, values_);
  if (!edits) {
    return std::unexpected(std::move(edits.error()));
  }
  return rebuild(item, *edits, layouts);
}

}  // namespace ddbsim::expression
