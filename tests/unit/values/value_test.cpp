#include "send_bounce/values/value.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace send_bounce {
namespace {

TEST(Map, KeepsTheOrderInWhichKeysWereFirstWritten) {
  Map map;
  map.set("b", 1);
  map.set("a", 2);
  map.set("b", 3);
  ASSERT_EQ(map.size(), 2U);
  EXPECT_EQ(map.begin()[0].key, "b");
  EXPECT_EQ(map.begin()[0].value, Value(3));
  EXPECT_EQ(map.begin()[1].key, "a");
}

TEST(Map, FindsAmongManyKeysAsAmongFew) {
  Map map;
  for (int i = 0; i < 1000; ++i) map.set("key" + std::to_string(i), i);
  map.set("key500", "again");
  EXPECT_EQ(map.size(), 1000U);
  ASSERT_NE(map.find("key999"), nullptr);
  EXPECT_EQ(*map.find("key999"), Value(999));
  EXPECT_EQ(*map.find("key500"), Value("again"));
  EXPECT_EQ(map.find("key1000"), nullptr);
}

TEST(Map, IsCopiedWhole) {
  Map map;
  for (int i = 0; i < 20; ++i) map.set(std::to_string(i), Map{{"deep", Value(i)}});
  Map copy = map;
  copy.set("0", nullptr);
  EXPECT_EQ(*map.find("0"), Value(Map{{"deep", Value(0)}}));
  EXPECT_TRUE(copy.find("0")->is_null());
  EXPECT_NE(map, copy);
}

TEST(Map, IsChangedWithoutItsCopies) {
  Map map{{"a", List{1, 2}}};
  const Map copy = map;
  *map.find("a")->get<List>()->begin() = "changed";
  map.begin()->key = "b";
  EXPECT_EQ(copy, (Map{{"a", List{1, 2}}}));
  EXPECT_EQ(map, (Map{{"b", List{"changed", 2}}}));
}

TEST(List, IsCopiedWithoutItsElements) {
  List list{1, List{2}, "x"};
  const List copy = list;
  EXPECT_EQ(std::as_const(list).begin(), copy.begin());
  list.push_back(nullptr);
  EXPECT_EQ(copy, (List{1, List{2}, "x"}));
  EXPECT_EQ(list, (List{1, List{2}, "x", nullptr}));
}

TEST(List, IsEmptyAtFirst) {
  List list;
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.begin(), list.end());
  EXPECT_EQ(list, List(std::vector<Value>()));
  EXPECT_NE(Value(list), Value(Map{}));
}

TEST(Value, TellsIntegersFromBooleansAndText) {
  EXPECT_NE(Value(1), Value(true));
  EXPECT_NE(Value("1"), Value(1));
  EXPECT_NE(Value("x"), Value(Bytes{"x"}));
  EXPECT_EQ(Value(1).get<bool>(), nullptr);
  ASSERT_NE(Value("x").get<std::string>(), nullptr);
}

TEST(Map, HasTheValueOfAKeyIfItIsOfThatType) {
  Map map{{"text", "a"}, {"number", 1}};
  ASSERT_NE(map.get<std::string>("text"), nullptr);
  *map.get<std::string>("text") = "b";
  EXPECT_EQ(map, (Map{{"text", "b"}, {"number", 1}}));
  EXPECT_EQ(map.get<std::string>("number"), nullptr);
  EXPECT_EQ(map.get<std::string>("absent"), nullptr);
}

TEST(Map, HasTheTextOfAKey) {
  const Map map{{"text", "a"}, {"number", 1}};
  EXPECT_EQ(text_at(map, "text"), "a");
  EXPECT_EQ(text_at(map, "number"), "");
  EXPECT_EQ(text_at(map, "absent"), "");
}

}  // namespace
}  // namespace send_bounce
