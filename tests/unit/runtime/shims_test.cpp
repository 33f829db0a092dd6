// cmake/runtime/arc4random_buf.c and find_object.c: this program is linked with them, as a release
// is.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" void arc4random_buf(void* buffer, std::size_t size);

namespace {

using Bytes = std::vector<unsigned char>;

Bytes random_bytes(std::size_t size) {
  Bytes bytes(size + 2, 0xA5);
  arc4random_buf(bytes.data() + 1, size);
  return bytes;
}

// getentropy(3) gives 256 bytes at most at once.
TEST(Arc4RandomBuf, FillsAllOfTheBytesAndNoMore) {
  for (const std::size_t size : {0U, 1U, 16U, 255U, 256U, 257U, 512U, 1000U}) {
    const Bytes bytes = random_bytes(size);
    EXPECT_EQ(bytes.front(), 0xA5) << size;
    EXPECT_EQ(bytes.back(), 0xA5) << size;
    if (size < 16) continue;
    // No byte keeps its old value in 8 fills, unless by a chance of 2^-64.
    std::vector<bool> has_changed(size, false);
    for (int fill = 0; fill < 8; ++fill) {
      const Bytes again = random_bytes(size);
      for (std::size_t i = 0; i < size; ++i)
        has_changed[i] = has_changed[i] || again[i + 1] != 0xA5;
    }
    EXPECT_TRUE(std::all_of(has_changed.begin(), has_changed.end(), [](bool changed) {
      return changed;
    })) << size;
  }
}

TEST(Arc4RandomBuf, NeverGivesTheSameTwice) { EXPECT_NE(random_bytes(32), random_bytes(32)); }

#ifdef DLFO_STRUCT_HAS_EH_COUNT  // glibc that declares the function, so that its answer can be
                                 // compared
TEST(FindObject, TellsWhereTheTablesForUnwindingAre) {
  const auto real =
      reinterpret_cast<int (*)(void*, dl_find_object*)>(::dlsym(RTLD_NEXT, "_dl_find_object"));
  ASSERT_NE(real, nullptr);
  // One address in this program, one in the C++ library or in this program, one in libc.
  const auto in_this_program = reinterpret_cast<void*>(&random_bytes);
  const auto in_cxx = reinterpret_cast<void*>(::dlsym(RTLD_DEFAULT, "_ZNSt13runtime_errorC1EPKc"));
  const auto in_libc = reinterpret_cast<void*>(::dlsym(RTLD_DEFAULT, "getenv"));
  for (void* address : {in_this_program, in_cxx, in_libc}) {
    dl_find_object expected{};
    dl_find_object actual{};
    ASSERT_EQ(real(address, &expected), 0);
    ASSERT_EQ(::_dl_find_object(address, &actual), 0);
    EXPECT_EQ(actual.dlfo_eh_frame, expected.dlfo_eh_frame);
    EXPECT_LE(actual.dlfo_map_start, address);
    EXPECT_GT(actual.dlfo_map_end, address);
  }
  dl_find_object nothing{};
  EXPECT_EQ(::_dl_find_object(nullptr, &nothing), -1);
}
#endif

TEST(FindObject, LetsAnExceptionThrough) {
  try {
    throw std::runtime_error("thrown");
  } catch (const std::exception& caught) {
    EXPECT_EQ(std::string(caught.what()), "thrown");
  }
}

}  // namespace
