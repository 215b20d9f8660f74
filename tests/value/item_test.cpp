#include "sim/value/item.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/value/fixed_point.hpp"
#include "tests/value/random_values.hpp"

namespace ddbsim::value {
namespace {

using testing::any_attributes;
using testing::any_value;
using testing::Random;

// ---- Sizes by the rule --------------------------------------------------------------------------

/// Size of a value as the service's documentation tells it, from the tree.
struct SizeRule {
  std::size_t operator()(const std::string& text) const { return text.size(); }
  std::size_t operator()(const Number& number) const {
    return testing::FixedPoint(number.text()).size_bytes();
  }
  std::size_t operator()(const Binary& binary) const { return binary.bytes.size(); }
  std::size_t operator()(bool /*value*/) const { return 1; }
  std::size_t operator()(const Null& /*null*/) const { return 1; }
  std::size_t operator()(const List& list) const {
    std::size_t size = 3;
    for (const AttributeValue& element : list) {
      size += 1 + std::visit(*this, element.variant());
    }
    return size;
  }
  std::size_t operator()(const Map& map) const {
    std::size_t size = 3;
    for (const auto& [name, value] : map) {
      size += 1 + name.size() + std::visit(*this, value.variant());
    }
    return size;
  }
  template <class T>
  std::size_t operator()(const SetOf<T>& set) const {
    std::size_t size = 0;
    for (const T& element : set.elements) {
      size += (*this)(element);
    }
    return size;
  }
};

std::size_t size_by_rule(const Map& attributes) {
  std::size_t size = 0;
  for (const auto& [name, value] : attributes) {
    size += name.size() + std::visit(SizeRule{}, value.variant());
  }
  return size;
}

std::size_t depth_by_rule(const AttributeValue& value) {
  std::size_t deepest = 0;
  if (const auto* list = value.get_if<List>()) {
    for (const AttributeValue& element : *list) {
      deepest = std::max(deepest, depth_by_rule(element));
    }
  }
  if (const auto* map = value.get_if<Map>()) {
    for (const auto& [name, member] : *map) {
      deepest = std::max(deepest, depth_by_rule(member));
    }
  }
  return deepest + 1;
}

TEST(ItemSizeTest, CountsNamesAndValues) {
  EXPECT_EQ(Item{}.size_bytes(), 0U);
  EXPECT_EQ((Item{{"pk", "MSG#1"}}).size_bytes(), 7U);
  EXPECT_EQ((Item{{"é", "é"}}).size_bytes(), 4U);  // bytes of UTF-8, not characters
  EXPECT_EQ((Item{{"n", 100}}).size_bytes(), 3U);
  EXPECT_EQ((Item{{"b", true}, {"z", Null{}}}).size_bytes(), 4U);
  EXPECT_EQ((Item{{"l", List{}}}).size_bytes(), 4U);
  EXPECT_EQ((Item{{"l", List{"ab", 1}}}).size_bytes(), 1U + 3 + 1 + 2 + 1 + 2);
  EXPECT_EQ((Item{{"m", Map{{"key", "v"}}}}).size_bytes(), 1U + 3 + 1 + 3 + 1);
  EXPECT_EQ((Item{{"s", string_set({"a", "bc"})}}).size_bytes(), 1U + 3);
}

// ---- Items --------------------------------------------------------------------------------------

TEST(ItemTest, NoItemIsNotAnItemWithoutAttributes) {
  EXPECT_FALSE(Item());
  EXPECT_TRUE(Item(Map{}));
  EXPECT_NE(Item(), Item(Map{}));
  EXPECT_EQ(Item(), Item());
  EXPECT_FALSE(Item().find("a"));
  EXPECT_EQ(Item().hash(), 0U);
}

TEST(ItemTest, AttributesComeSortedByName) {
  const Item item{{"sk", "2026"}, {"pk", "MSG#1"}, {"message", "hello"}};
  ASSERT_EQ(item.count(), 3U);
  EXPECT_EQ(item.name(0), "message");
  EXPECT_EQ(item.name(1), "pk");
  EXPECT_EQ(item.value(2).bytes(), "2026");
  EXPECT_EQ(item.find("pk").bytes(), "MSG#1");
  EXPECT_FALSE(item.find("p"));
  EXPECT_FALSE(item.find("pkk"));
  EXPECT_FALSE(item.contains(""));
}

TEST(ItemTest, CopyingIsSharing) {
  const Item item{{"pk", "MSG#1"}};
  Item copy = item;
  EXPECT_TRUE(copy.is_same_as(item));
  copy = Item{{"pk", "MSG#1"}};
  EXPECT_FALSE(copy.is_same_as(item));
  EXPECT_EQ(copy, item);
  const Item moved = std::move(copy);
  EXPECT_EQ(moved, item);
  const Item& self = copy = moved;
  copy = self;
  EXPECT_EQ(copy, item);
}

TEST(ItemTest, RawReferencesGoOutAndComeBack) {
  Item item{{"pk", "MSG#1"}};
  const Item kept = item;
  const Item borrowed = Item::borrow_raw(item.raw());
  EXPECT_TRUE(borrowed.is_same_as(kept));
  const void* raw = item.release_raw();
  EXPECT_FALSE(item);  // NOLINT(bugprone-use-after-move): that is what release means
  EXPECT_TRUE(Item::adopt_raw(raw).is_same_as(kept));
}

TEST(ItemTest, RandomValuesSurvivePacking) {
  Random random(1);
  Layouts layouts;
  for (int i = 0; i < 5000; ++i) {
    const Map attributes = any_attributes(random);
    const Item item(attributes, random() % 2 == 0 ? &layouts : nullptr);
    ASSERT_EQ(item.to_map(), attributes);
    ASSERT_EQ(item.size_bytes(), size_by_rule(attributes));
    ASSERT_EQ(item.count(), attributes.size());
    std::size_t deepest = 0;
    for (const auto& [name, value] : attributes) {
      ASSERT_EQ(item.find(name).to_value(), value);
      ASSERT_EQ(item.find(name).size_bytes(), std::visit(SizeRule{}, value.variant()));
      ASSERT_EQ(item.find(name), PackedValue(value).view());
      deepest = std::max(deepest, depth_by_rule(value));
    }
    ASSERT_EQ(item.depth(), deepest);
  }
}

TEST(ItemTest, EqualItemsHaveEqualHashesWhateverTheirOrderAndLayout) {
  Random random(2);
  Layouts layouts;
  for (int i = 0; i < 2000; ++i) {
    const Map attributes = any_attributes(random);
    std::vector<std::pair<std::string, AttributeValue>> shuffled(attributes.begin(),
                                                                 attributes.end());
    std::ranges::shuffle(shuffled, random);
    ItemBuilder builder(&layouts);
    for (const auto& [name, value] : shuffled) {
      builder.add(name, value);
    }
    const Item item = builder.finish();
    const Item other(attributes);
    ASSERT_EQ(item, other);
    ASSERT_EQ(item.hash(), other.hash());
    ASSERT_EQ(item.layout().hash(), other.layout().hash());
  }
}

TEST(ItemTest, DifferentItemsDiffer) {
  Random random(3);
  for (int i = 0; i < 2000; ++i) {
    Map attributes = any_attributes(random);
    const Item item(attributes);
    attributes.insert_or_assign("x", any_value(random));
    const Item with_x(attributes);
    ASSERT_EQ(item == with_x, item.to_map() == attributes);
    ASSERT_EQ(item.hash() == with_x.hash(), item == with_x);
  }
  EXPECT_NE((Item{{"a", "1"}}), (Item{{"a", 1}}));
  EXPECT_NE((Item{{"a", "1"}}), (Item{{"a", Binary{"1"}}}));
  EXPECT_NE((Item{{"a", "bc"}}), (Item{{"ab", "c"}}));
  EXPECT_NE((Item{{"a", "b"}, {"c", ""}}), (Item{{"a", ""}, {"c", "b"}}));
}

TEST(ItemBuilderTest, ANameGivenTwiceKeepsItsLastValue) {
  ItemBuilder builder;
  builder.add("a", "first");
  builder.add("b", "other");
  builder.add("a", "second");
  builder.add("a", "third");
  EXPECT_EQ(builder.finish(), (Item{{"a", "third"}, {"b", "other"}}));
}

TEST(ItemBuilderTest, IsEmptyAfterwards) {
  ItemBuilder builder;
  builder.add("a", "1");
  EXPECT_EQ(builder.finish().count(), 1U);
  EXPECT_EQ(builder.finish(), Item(Map{}));
  builder.add("b", "2");
  EXPECT_EQ(builder.finish(), (Item{{"b", "2"}}));
}

TEST(ItemBuilderTest, Projects) {
  ItemBuilder builder;
  const Item item{{"a", 1}, {"b", List{"x"}}, {"c", 3}};
  EXPECT_EQ(builder.project(item, [](std::string_view name) { return name != "c"; }),
            (Item{{"a", 1}, {"b", List{"x"}}}));
  EXPECT_EQ(builder.project(item, [](std::string_view) { return false; }), Item(Map{}));
}

TEST(LayoutsTest, ItemsWithTheSameNamesShareOne) {
  Layouts layouts;
  const Item one(Map{{"pk", "a"}, {"sk", "b"}}, &layouts);
  const Item two(Map{{"sk", 7}, {"pk", Null{}}}, &layouts);
  const Item three(Map{{"pk", "a"}}, &layouts);
  EXPECT_EQ(&one.layout(), &two.layout());
  EXPECT_NE(&one.layout(), &three.layout());
  EXPECT_EQ(layouts.count(), 2U);
}

TEST(LayoutsTest, AreBoundedHoweverManyNamesThereAre) {
  Layouts layouts;
  std::vector<Item> items;
  for (std::size_t i = 0; i < Layouts::kMaxLayouts + 100; ++i) {
    items.emplace_back(Map{{"name-" + std::to_string(i), 1}}, &layouts);
  }
  EXPECT_EQ(layouts.count(), Layouts::kMaxLayouts);
  EXPECT_EQ(items.back().name(0), "name-" + std::to_string(items.size() - 1));
}

TEST(LayoutsTest, MayGoBeforeTheItems) {
  Item item;
  {
    Layouts layouts;
    item = Item(Map{{"pk", "a"}}, &layouts);
  }
  EXPECT_EQ(item, (Item{{"pk", "a"}}));
}

TEST(LayoutsTest, AnItemFromElsewhereIsAdopted) {
  Layouts layouts;
  ItemBuilder builder(&layouts);
  const Item elsewhere{{"pk", "a"}};
  const Item adopted = builder.adopt(elsewhere);
  EXPECT_EQ(adopted, elsewhere);
  EXPECT_FALSE(adopted.is_same_as(elsewhere));
  EXPECT_TRUE(builder.adopt(adopted).is_same_as(adopted));
  EXPECT_FALSE(builder.adopt(Item()));
}

TEST(ItemTest, WithOtherValuesKeepsItsNames) {
  Layouts layouts;
  const Item item(Map{{"a", 1}, {"b", "x"}, {"c", List{1}}}, &layouts);
  const PackedValue longer("a longer text");
  const PackedValue number(12);
  const std::vector<Item::Change> changes{{item.index_of("a"), longer.view()},
                                          {item.index_of("c"), number.view()}};
  const Item changed = item.with_values(changes);
  EXPECT_EQ(changed, Item(Map{{"a", "a longer text"}, {"b", "x"}, {"c", 12}}, &layouts));
  EXPECT_EQ(changed.size_bytes(), Item(changed.to_map()).size_bytes());
  EXPECT_EQ(&changed.layout(), &item.layout());
  EXPECT_EQ(item.with_values({}), item);
  EXPECT_EQ(item.index_of("nothing"), item.count());
}

TEST(LayoutsTest, AnAdoptedItemIsTheSameUnderALayoutThatIsKnownAlready) {
  Layouts layouts;
  ItemBuilder builder(&layouts);
  const Map attributes{{"pk", "a"}, {"list", List{1, "x"}}, {"none", Null{}}};
  const Item known(attributes, &layouts);
  const Item elsewhere(attributes);
  const Item adopted = builder.adopt(elsewhere);
  EXPECT_EQ(&adopted.layout(), &known.layout());
  EXPECT_EQ(adopted, elsewhere);
  EXPECT_EQ(adopted.hash(), known.hash());
  EXPECT_EQ(adopted.size_bytes(), known.size_bytes());
  EXPECT_EQ(adopted.to_map(), attributes);
  const Item empty(Map{}, &layouts);
  EXPECT_EQ(builder.adopt(Item(Map{})), empty);
}

TEST(LayoutRefTest, KnowsAnItemsLayoutAgain) {
  Layouts layouts;
  Item one(Map{{"pk", "a"}}, &layouts);
  const LayoutRef layout(one);
  EXPECT_TRUE(layout.is_of(one));
  EXPECT_TRUE(layout.is_of(Item(Map{{"pk", "b"}}, &layouts)));
  const Item unshared{{"pk", "b"}};
  EXPECT_FALSE(layout.is_of(unshared));
  EXPECT_TRUE(LayoutRef::is_shared(one));
  EXPECT_FALSE(LayoutRef::is_shared(unshared));
}

// ---- Views --------------------------------------------------------------------------------------

TEST(ValueViewTest, MembersAreFoundByName) {
  const PackedValue packed(Map{{"a", 1}, {"b", List{"x", true}}, {"c", Map{{"d", "deep"}}}});
  const ValueView map = packed.view();
  EXPECT_EQ(map.count(), 3U);
  EXPECT_EQ(map.member_name(1), "b");
  EXPECT_EQ(map.member("b").element(0).bytes(), "x");
  EXPECT_TRUE(map.member("b").element(1).boolean());
  EXPECT_EQ(map.member("c").member("d").bytes(), "deep");
  EXPECT_FALSE(map.member("bb"));
  EXPECT_FALSE(map.member("b").member("x"));  // a list has no members
  EXPECT_EQ(map.depth(), 3U);
}

TEST(ValueViewTest, ElementsOfSetsAreSortedAndTyped) {
  const PackedValue packed(number_set({"10", "9", "-1"}));
  const ValueView set = packed.view();
  ASSERT_EQ(set.count(), 3U);
  EXPECT_TRUE(set.element(0).is(Type::N));
  EXPECT_EQ(set.element(0).number().text(), "-1");
  EXPECT_EQ(set.element(1).number().text(), "9");
  EXPECT_EQ(set.element(2).number().text(), "10");
}

TEST(ValueViewTest, AbsentIsNothing) {
  const ValueView absent;
  EXPECT_FALSE(absent);
  EXPECT_FALSE(absent.is(Type::NULL_));
  EXPECT_EQ(absent.count(), 0U);
  EXPECT_NE(absent, PackedValue(Null{}).view());
}

TEST(SetTest, HasEachElementOnce) {
  StringSet set = string_set({"b", "a"});
  EXPECT_FALSE(set.insert("a"));
  EXPECT_TRUE(set.insert("c"));
  EXPECT_TRUE(set.erase("b"));
  EXPECT_FALSE(set.erase("b"));
  EXPECT_EQ(set, string_set({"c", "a"}));
  EXPECT_EQ(number_set({"1", "1.0"}).elements.size(), 1U);
}

}  // namespace
}  // namespace ddbsim::value
