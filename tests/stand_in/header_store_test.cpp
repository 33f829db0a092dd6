#include "stand_in/header_store.h"

#include <gtest/gtest.h>

#include <vector>

#include "stand_in/temporary_folder.h"

namespace send_bounce::stand_in {
namespace {

std::vector<std::string> texts() {
  std::vector<std::string> result;
  for (int i = 0; i < 50; ++i)
    result.push_back(std::string(static_cast<std::size_t>(i % 7), 'x') + std::to_string(i));
  return result;
}

void expect_all_kept(HeaderStore& store) {
  std::vector<HeaderStore::Place> places;
  for (const auto& text : texts()) {
    places.push_back(store.add(text));
    EXPECT_EQ(store.get(places.back()), text);
  }
  for (std::size_t i = 0; i < places.size(); ++i) EXPECT_EQ(store.get(places[i]), texts()[i]);
}

TEST(HeaderStore, KeepsWhatFitsInMemoryAndTouchesNoFolder) {
  HeaderStore store("/nowhere/at/all");
  expect_all_kept(store);
}

TEST(HeaderStore, MovesTheRestToAFileWithoutAName) {
  const TemporaryFolder folder;
  HeaderStore store(folder.path(), 20);
  expect_all_kept(store);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(HeaderStore, StaysInMemoryWhereThereIsNoPlaceForAFile) {
  HeaderStore none({}, 20);
  expect_all_kept(none);
  HeaderStore missing("/nowhere/at/all", 20);
  expect_all_kept(missing);
}

TEST(HeaderStore, TellsOfAFileThatHasBecomeShorter) {
  const TemporaryFolder folder;
  HeaderStore store(folder.path(), 4);
  auto place = store.add("hello");
  place.offset += 2;
  EXPECT_FALSE(store.get(place)) << "two of its bytes are missing";
}

}  // namespace
}  // namespace send_bounce::stand_in
