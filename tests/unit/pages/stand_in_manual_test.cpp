#include "pages/stand_in_manual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stand_in/faults.h"
#include "stand_in/option_rows.h"
#include "stand_in/options.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;

std::string help_of_the_program() {
  const auto options =
      stand_in::parse_options({"--help"}, [](const char*) { return std::nullopt; });
  return options ? options->text : "";
}

TEST(StandInManual, NamesEveryOptionOfTheProgram) {
  const std::string page = as_text(stand_in_manual());
  const std::string help = help_of_the_program();
  for (const stand_in::OptionRow& row : stand_in::option_rows()) {
    const std::string name = "--" + std::string(row.name);
    EXPECT_THAT(page, HasSubstr("\n  " + name)) << name;
    EXPECT_THAT(help, HasSubstr("\n  " + name)) << name;
  }
  // And the other way about: each line of an option in --help has a row.
  for (std::size_t at = 0; (at = help.find("\n  --", at)) != std::string::npos; at += 5) {
    const std::size_t end = help.find_first_of(" \n", at + 5);
    EXPECT_THAT(page, HasSubstr("\n  " + help.substr(at + 3, end - at - 3)));
  }
}

TEST(StandInManual, NamesEveryFault) {
  const std::string page = as_text(stand_in_manual());
  for (const stand_in::FaultNote& note : stand_in::fault_notes()) {
    EXPECT_THAT(page, HasSubstr("\n  " + note.form + "\n")) << note.form;
    EXPECT_NE(note.documentation, "") << note.form;
  }
}

}  // namespace
}  // namespace send_bounce
