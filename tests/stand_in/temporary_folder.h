#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace send_bounce::stand_in {

/// A folder of its own for one test, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "ses-stand-in-test.XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

  /// Writes a file whose last change lies `seconds_ago` back: 0 is one being written just now.
  void write(const std::string& name, const std::string& text, int seconds_ago = 60) const {
    std::filesystem::create_directories(std::filesystem::path(file(name)).parent_path());
    std::ofstream(file(name), std::ios::binary) << text;
    std::filesystem::last_write_time(file(name), std::filesystem::file_time_type::clock::now() -
                                                     std::chrono::seconds(seconds_ago));
  }
  void make_maildir() const {
    for (const char* folder : {"new", "cur", "tmp"})
      std::filesystem::create_directories(file(folder));
  }
  std::string read(const std::string& name) const { return read_path(file(name)); }
  static std::string read_path(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  std::string path_;
};

}  // namespace send_bounce::stand_in
