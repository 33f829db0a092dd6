#include "stand_in/event_target.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "stand_in/temporary_folder.h"

namespace send_bounce::stand_in {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

EventTarget target(const std::string& text) {
  auto parsed = parse_event_target(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *std::move(parsed) : EventTarget{};
}

TEST(EventTarget, IsAUrlIfItBeginsWithHttp) {
  EXPECT_EQ(target("./handler --x").command, "./handler --x");
  EXPECT_EQ(target("./handler --x").url, "");
  EXPECT_EQ(target("http://127.0.0.1:8080/hook?a=b").url, "http://127.0.0.1:8080/hook?a=b");
  EXPECT_EQ(target("HTTP://[::1]:80").url, "HTTP://[::1]:80");
  EXPECT_EQ(target("curl http://x").command, "curl http://x");
}

TEST(EventTarget, KnowsThePathOfAFunction) {
  EXPECT_TRUE(target("http://h:9000/2015-03-31/functions/function/invocations").is_function);
  EXPECT_TRUE(target("http://h:9000/2015-03-31/functions/on-mail/invocations").is_function);
  EXPECT_FALSE(target("http://h:9000/functions/function/invocations").is_function);
  EXPECT_FALSE(target("http://h/x?/2015-03-31/functions/function/invocations").is_function);
}

TEST(EventTarget, ShowsNothingThatMayBeASecret) {
  EXPECT_EQ(target("http://h/hook?token=SECRET#x").shown(), "http://h/hook");
  EXPECT_EQ(target("TOKEN=SECRET ./handler").shown(), "the command");
}

TEST(EventTarget, RefusesWhatIsNeither) {
  for (const char* text :
       {"", "  ", "https://h/", "http://", "http://h:99999/", "http://a:b@h/", "http://h h/"}) {
    const auto parsed = parse_event_target(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::Usage);
    EXPECT_THAT(parsed.error().message, HasSubstr("http://"));
  }
}

// "SNS message delivery retries" (HTTP: 3 times, 20 s), "asynchronous invocation" of Lambda (twice,
// 1 and 2 minutes).
TEST(RetryWaits, AreThoseOfTheRealSender) {
  const auto command = target("x");
  const auto url = target("http://h/");
  const auto function = target("http://h/2015-03-31/functions/f/invocations");
  for (const EventForm form : {EventForm::Receipt, EventForm::Sns}) {
    EXPECT_THAT(retry_waits(form, url), ElementsAre(20, 20, 20));
    EXPECT_THAT(retry_waits(form, function), ElementsAre(60, 120));
    EXPECT_THAT(retry_waits(form, command), ElementsAre(60, 120));
  }
  EXPECT_THAT(retry_waits(EventForm::Lambda, url), ElementsAre(60, 120));
  EXPECT_THAT(retry_waits(EventForm::Sqs, command), ElementsAre(30, 30, 30, 30));
}

class Commands : public testing::Test {
 protected:
  Attempt run(const std::string& command, milliseconds limit = milliseconds(20'000)) {
    folder_.write("event.json", "{\"mail\":1}\n");
    mail_.message_id = "abc";
    mail_.notification_path = folder_.file("event.json");
    sigset_t mask;
    ::sigemptyset(&mask);
    const EventSender sender(
        target(command), EventForm::Lambda,
        [this](const ReceivedMail& mail) {
          return std::vector<std::string>{"PATH=/usr/bin:/bin", "OUT=" + folder_.file("out"),
                                          "ID=" + mail.message_id};
        },
        mask, limit);
    return sender.send(mail_, is_stopping_);
  }

  TemporaryFolder folder_;
  ReceivedMail mail_;
  std::atomic<bool> is_stopping_ = false;
};

TEST_F(Commands, HaveTheEventOnStandardInputAndTheirVariables) {
  EXPECT_EQ(run("cat > \"$OUT\"; echo $ID >> \"$OUT\"").fault, "");
  EXPECT_EQ(folder_.read("out"), "{\"mail\":1}\nabc\n");
}

TEST_F(Commands, HaveNoDescriptorOfOurs) {
  // Whoever started the test may have left others open.
  const Descriptor ours(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const std::string number = std::to_string(ours.get());
  ASSERT_LT(ours.get(), 10) << "a shell takes one digit";
  EXPECT_EQ(run("if { true <&" + number + "; } 2>/dev/null; then exit 9; fi").fault, "");
}

TEST_F(Commands, TellHowTheyFailed) {
  EXPECT_EQ(run("exit 3").fault, "it ended with exit code 3");
  EXPECT_EQ(run("kill -9 $$").fault, "it was ended by signal 9");
  EXPECT_FALSE(run("exit 3").is_final);
}

TEST_F(Commands, AreEndedWithAllTheyStartedAfterAWhile) {
  const auto attempt =
      run("(trap '' TERM; sleep 1; echo late > \"$OUT\") & sleep 60", milliseconds(300));
  EXPECT_EQ(attempt.fault, "it was stopped after 1 s");
  std::this_thread::sleep_for(milliseconds(1'200));
  EXPECT_FALSE(std::filesystem::exists(folder_.file("out")));
}

TEST_F(Commands, AreEndedWithTheStandIn) {
  is_stopping_ = true;
  EXPECT_EQ(run("sleep 60").fault, "it was stopped because the stand-in ended");
}

TEST_F(Commands, AreNotStartedWithoutTheirEvent) {
  mail_.notification_path = folder_.file("none.json");
  sigset_t mask;
  ::sigemptyset(&mask);
  const EventSender sender(target("true"), EventForm::Lambda, {}, mask, milliseconds(1'000));
  EXPECT_THAT(sender.send(mail_, is_stopping_).fault, HasSubstr("cannot be read"));
  std::filesystem::create_symlink("/etc/passwd", folder_.file("none.json"));
  EXPECT_THAT(sender.send(mail_, is_stopping_).fault, HasSubstr("cannot be read"));
  mail_.notification_path.clear();
  EXPECT_TRUE(sender.send(mail_, is_stopping_).is_final);
}

}  // namespace
}  // namespace send_bounce::stand_in
