#include "sim/capacity/units.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ddbsim::capacity {
namespace {

using value::Item;

/// An item of exactly that size: "k" (1 byte) and a string.
Item item_of(std::size_t bytes, char fill = 'x') { return {{"k", std::string(bytes - 1, fill)}}; }

TEST(ReadUnits, EachStarted4KilobytesCostOneHalfOfItEventualTwiceItInATransaction) {
  struct Case {
    std::uint64_t bytes;
    double consistent;
  };
  for (const Case& c : {Case{0, 1}, Case{1, 1}, Case{4096, 1}, Case{4097, 2}, Case{8192, 2},
                        Case{1024 * 1024, 256}, Case{1024 * 1024 + 1, 257}}) {
    SCOPED_TRACE(c.bytes);
    EXPECT_EQ(read_units(c.bytes, Read::consistent), c.consistent);
    EXPECT_EQ(read_units(c.bytes, Read::eventual), c.consistent / 2);
    EXPECT_EQ(read_units(c.bytes, Read::transactional), c.consistent * 2);
  }
}

TEST(WriteUnits, EachStartedKilobyteCostsOne) {
  EXPECT_EQ(write_units(0), 1);
  EXPECT_EQ(write_units(1), 1);
  EXPECT_EQ(write_units(1024), 1);
  EXPECT_EQ(write_units(1025), 2);
  EXPECT_EQ(write_units(409'600), 400);
}

TEST(TableWriteUnits, TheLargerOfBothImagesCounts) {
  EXPECT_EQ(table_write_units({}, {}, false), 1) << "delete of what is not there";
  EXPECT_EQ(table_write_units({}, item_of(100), false), 1);
  EXPECT_EQ(table_write_units(item_of(3000), {}, false), 3) << "deleting 3 KB costs 3";
  EXPECT_EQ(table_write_units(item_of(3000), item_of(100), false), 3);
  EXPECT_EQ(table_write_units(item_of(100), item_of(3000), false), 3);
  EXPECT_EQ(table_write_units(item_of(100), item_of(3000), true), 6) << "twice in a transaction";
}

TEST(IndexWriteUnits, AreThoseOfTheProjectedEntry) {
  EXPECT_EQ(index_write_units({}, {}, false), 0) << "not in the index, before and after";
  EXPECT_EQ(index_write_units({}, item_of(1500), false), 2) << "insert";
  EXPECT_EQ(index_write_units(item_of(1500), {}, false), 2) << "delete";
  EXPECT_EQ(index_write_units(item_of(100), item_of(1500), true), 2) << "in place: the larger";
  EXPECT_EQ(index_write_units(item_of(100), item_of(1500), false), 3)
      << "key moved: delete and insert, each rounded up";
  EXPECT_EQ(index_write_units(item_of(100), item_of(100), true), 0) << "the same entry";
  EXPECT_EQ(index_write_units(item_of(100, 'a'), item_of(100, 'b'), true), 1);
}

}  // namespace
}  // namespace ddbsim::capacity
