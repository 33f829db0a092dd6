#include "send_bounce/text/yaml_scalar.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

// The patterns of ruamel.yaml's resolver for YAML 1.2.
TEST(YamlPlain, KnowsWhatReadsAsAnotherType) {
  for (const char* text : {"",
                           "null",
                           "TRUE",
                           "False",
                           "0",
                           "-12",
                           "+1_0",
                           "0b1_0",
                           "0o17",
                           "0xfF_",
                           "-_",
                           "08",
                           "1.",
                           "1._",
                           "-.5",
                           "._",
                           "1e5",
                           "1E-5",
                           "1_0.5e+7",
                           ".5e+1",
                           ".nan",
                           "-.INF",
                           "<<",
                           "=",
                           "2020-01-02",
                           "2020-1-2T3:04:05",
                           "2020-01-02 03:04:05.25 Z",
                           "2001-12-14t21:59:43.10-05:00",
                           "2001-12-14 21:59:43.10 +5"}) {
    EXPECT_NE(plain_scalar_type(text, YamlVersion::V1_2), YamlType::Text) << text;
  }
  for (const char* text : {"nULL",
                           "yes",
                           "y",
                           "-",
                           "+",
                           ".",
                           "e5",
                           "_1",
                           "0b",
                           "0b2",
                           "0o8",
                           "0x",
                           "0xg",
                           "1e",
                           "1e+",
                           ".5e1",
                           "1.5.5",
                           "1:30",
                           "-.nan",
                           "++1",
                           "2020-1-2",
                           "2020-01-02T",
                           "2020-01-02 3:4:05",
                           "2020-01-02 03:04:05 z",
                           "2020-01-02 03:04:05+05:0",
                           "12 ",
                           "a"}) {
    EXPECT_EQ(plain_scalar_type(text, YamlVersion::V1_2), YamlType::Text) << text;
  }
}

}  // namespace
}  // namespace send_bounce
