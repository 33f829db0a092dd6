#include "stand_in/mailbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "temporary_folder.h"

namespace send_bounce::stand_in {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kPlainMail =
    "Return-Path: <bob@example.net>\n"
    "X-Original-To: ann@example.com\n"
    "From: Bob <bob@example.net>\nTo: ann@example.com\nSubject: hello\n\nbody\n";

std::string ses_mail(const std::string& id) {
  return "Return-Path: <bob@example.net>\r\n"
         "Received: from x (x [192.0.2.1])\r\n by inbound-smtp.eu-west-1.amazonaws.com with SMTP "
         "id " +
         id +
         "\r\n for ann@example.com;\r\n Wed, 20 Jul 2016 05:41:37 +0000 (UTC)\r\n"
         "From: bob@example.net\r\n\r\nbody\r\n";
}

Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count(), 0};
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0);
  return status.st_mode & 07777U;
}

void make_socket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  EXPECT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ::close(fd);
}

std::filesystem::file_time_type an_hour_ago() {
  return std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
}

struct Seen {
  std::vector<ReceivedMail> mails;
  std::vector<std::string> warnings;

  MailboxEvents events() {
    return {[this](const std::shared_ptr<const ReceivedMail>& mail) { mails.push_back(*mail); },
            [this](const std::string& line) { warnings.push_back(line); }};
  }
};

MailboxOptions in(const std::string& directory) {
  MailboxOptions options;
  options.directory = directory;
  options.region = "us-east-1";
  return options;
}

Mailbox opened(const TemporaryFolder& folder, Seen& seen) {
  auto mailbox = Mailbox::open(in(folder.path()), seen.events());
  EXPECT_TRUE(mailbox);
  return *std::move(mailbox);
}

TEST(Mailbox, TakesInTheMailsOfAFolderWithTheirEnvelope) {
  const TemporaryFolder folder;
  folder.write("hello.eml", kPlainMail);
  folder.write("notes.txt", kPlainMail);
  folder.write(".hidden.eml", kPlainMail);
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_EQ(seen.mails[0].sender, "bob@example.net");
  EXPECT_THAT(seen.mails[0].recipients, ElementsAre("ann@example.com"));
  EXPECT_EQ(seen.mails[0].path, folder.file("hello.eml"));
  EXPECT_EQ(mailbox.find(seen.mails[0].message_id)->path, folder.file("hello.eml"));
  EXPECT_EQ(mailbox.find("another"), nullptr);
}

TEST(Mailbox, MakesAnIdOfTheFormOfRealOnesAndKeepsIt) {
  const TemporaryFolder folder;
  folder.write("hello.eml", kPlainMail);
  Seen first;
  opened(folder, first).scan(now());
  Seen second;
  opened(folder, second).scan(now());
  ASSERT_THAT(first.mails, SizeIs(1));
  ASSERT_THAT(second.mails, SizeIs(1));
  const std::string& id = first.mails[0].message_id;
  EXPECT_EQ(second.mails[0].message_id, id);
  EXPECT_EQ(id.size(), 40U);
  EXPECT_EQ(id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), std::string::npos);
}

TEST(Mailbox, TakesWhatSesHasStoredByItsHeaderWhereTheNameHasNoEnding) {
  const TemporaryFolder folder;
  folder.write("1en6ud2oqpo3r8c1v22n23pu7bdr2e11t8rqb6o1", ses_mail("stored"));
  folder.write("README", "Subject: not of SES\n\n");
  folder.write("notes.txt", ses_mail("text"));
  folder.write("old.notification.json", "{}");
  std::filesystem::create_directory(folder.file("folder"));
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  for (int i = 0; i < 2; ++i) mailbox.scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_EQ(seen.mails[0].notification_path,
            folder.file("1en6ud2oqpo3r8c1v22n23pu7bdr2e11t8rqb6o1.notification.json"));
  EXPECT_THAT(
      seen.warnings,
      ElementsAre(
          folder.file("README") +
              ": skipped: its name does not end in .eml, and it has no Received field of SES",
          folder.file("notes.txt") + ": skipped: its name does not end in .eml"));
}

TEST(Mailbox, CountsFromTheChosenTimeButNeverFromTheFuture) {
  const TemporaryFolder folder;
  folder.write("a.eml", ses_mail("old"));
  const Instant at = now();
  struct Row {
    const char* text;
    Instant received;
  };
  const Row kRows[] = {{"now", at},
                       {"-2h", {at.seconds - 7200, at.microseconds}},
                       {"2026-01-01T00:00:00Z", {1'767'225'600, 0}},
                       {"2999-01-01T00:00:00Z", at}};
  for (const Row& row : kRows) {
    Seen seen;
    MailboxOptions options = in(folder.path());
    options.received_at = *FixtureTime::parse(row.text);
    Mailbox::open(options, seen.events())->scan(at);
    ASSERT_THAT(seen.mails, SizeIs(1));
    EXPECT_EQ(seen.mails[0].received, row.received) << row.text;
  }
}

TEST(Mailbox, WritesNotificationsIntoAFolderOfTheirOwn) {
  const TemporaryFolder folder;
  folder.write("in/a.eml", kPlainMail);
  Seen seen;
  MailboxOptions options = in(folder.file("in"));
  options.notifications = folder.file("told");
  options.form = EventForm::Lambda;
  Mailbox::open(options, seen.events())->scan(now());
  EXPECT_EQ(seen.mails.at(0).notification_path, folder.file("told/a.notification.json"));
  EXPECT_EQ(mode_of(folder.file("told")), 0700U);
  const auto event = nlohmann::json::parse(folder.read("told/a.notification.json"));
  EXPECT_EQ(event["Records"][0]["eventSource"], "aws:ses");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.file("in")), {}), 1);
}

TEST(OpenMailbox, RefusesAFolderOfNotificationsThatCannotBeMade) {
  const TemporaryFolder folder;
  folder.write("file", "x");
  for (const char* name : {"file", "missing/told"}) {
    MailboxOptions options = in(folder.path());
    options.notifications = folder.file(name);
    const auto mailbox = Mailbox::open(options);
    ASSERT_FALSE(mailbox) << name;
    EXPECT_THAT(mailbox.error().message,
                HasSubstr("--notifications " + folder.file(name) + " cannot be created"));
  }
}

TEST(Mailbox, KnowsAllAtOnceAndWritesTheRestLaterTheNewestFirst) {
  const TemporaryFolder folder;
  for (int i = 0; i < 6; ++i)
    folder.write("m" + std::to_string(i) + ".eml", kPlainMail, i == 4 ? 10 : 60);
  folder.write("m5.eml", "From: gone@example.net\n\n");
  Seen seen;
  MailboxOptions options = in(folder.path());
  options.max_written_by_scan = 2;
  auto mailbox = *Mailbox::open(options, seen.events());
  mailbox.scan(now());
  EXPECT_EQ(mailbox.size(), 6U);
  ASSERT_THAT(seen.mails, SizeIs(2));

  EXPECT_TRUE(mailbox.write_waiting(1));
  EXPECT_EQ(seen.mails.back().path, folder.file("m4.eml"));
  std::filesystem::remove(folder.file("m5.eml"));
  mailbox.scan(now());
  EXPECT_FALSE(mailbox.write_waiting(100));
  EXPECT_THAT(seen.mails, SizeIs(5));
  EXPECT_THAT(seen.warnings, ElementsAre(folder.file("m5.eml") +
                                         " is gone, so its notification cannot be written"));
  for (const ReceivedMail& mail : seen.mails)
    EXPECT_TRUE(std::filesystem::exists(mail.notification_path)) << mail.path;
}

TEST(Mailbox, TakesIdTimeAndRegionFromTheLineOfSes) {
  const TemporaryFolder folder;
  folder.write("a.eml", ses_mail("1en6ud2oqpo3r8c1v22n23pu7bdr2e11t8rqb6o1"));
  Seen seen;
  opened(folder, seen).scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_EQ(seen.mails[0].message_id, "1en6ud2oqpo3r8c1v22n23pu7bdr2e11t8rqb6o1");
  EXPECT_EQ(seen.mails[0].region, "eu-west-1");
  EXPECT_EQ(format_iso8601(seen.mails[0].received), "2016-07-20T05:41:37Z");
}

TEST(Mailbox, CountsFromTheFileWhereSesWroteNoLine) {
  const TemporaryFolder folder;
  folder.write("a.eml", kPlainMail, 3600);
  Seen seen;
  opened(folder, seen).scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_NEAR(static_cast<double>(seen.mails[0].received.seconds),
              static_cast<double>(now().seconds - 3600), 5);
}

TEST(Mailbox, NeverReceivesInTheFuture) {
  const TemporaryFolder folder;
  folder.write("a.eml", kPlainMail, -3600);
  Seen seen;
  const Instant at = now();
  opened(folder, seen).scan(at);
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_EQ(seen.mails[0].received, at);
}

TEST(Mailbox, WritesTheNotificationBesideTheMail) {
  const TemporaryFolder folder;
  folder.write("hello.eml", kPlainMail);
  Seen seen;
  opened(folder, seen).scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_EQ(seen.mails[0].notification_path, folder.file("hello.notification.json"));
  const auto json = nlohmann::json::parse(folder.read("hello.notification.json"));
  EXPECT_EQ(json["mail"]["messageId"], seen.mails[0].message_id);
  EXPECT_EQ(json["receipt"]["action"]["topicArn"],
            "arn:aws:sns:us-east-1:000000000000:ses-stand-in");
}

TEST(Mailbox, WritesTheSameNotificationAfterARestart) {
  const TemporaryFolder folder;
  folder.write("hello.eml", kPlainMail);
  Seen seen;
  opened(folder, seen).scan(now());
  const std::string first = folder.read("hello.notification.json");
  const auto written = std::filesystem::last_write_time(folder.file("hello.notification.json"));
  opened(folder, seen).scan(now());
  EXPECT_EQ(folder.read("hello.notification.json"), first);
  EXPECT_EQ(std::filesystem::last_write_time(folder.file("hello.notification.json")), written);
}

TEST(Mailbox, PicksUpWhatArrivesWhileItRuns) {
  const TemporaryFolder folder;
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  EXPECT_THAT(seen.mails, IsEmpty());
  folder.write("late.eml", kPlainMail);
  mailbox.scan(now());
  mailbox.scan(now());
  EXPECT_THAT(seen.mails, SizeIs(1));
}

TEST(Mailbox, LeavesAFileThatIsBeingWrittenForLater) {
  const TemporaryFolder folder;
  folder.write("slow.eml", "Return-Path: <b", 0);
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  EXPECT_TRUE(mailbox.is_settling());
  EXPECT_THAT(seen.mails, IsEmpty());
  folder.write("slow.eml", kPlainMail, 1);
  mailbox.scan(now());
  EXPECT_FALSE(mailbox.is_settling());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_EQ(seen.mails[0].sender, "bob@example.net");
}

TEST(Mailbox, KnowsAMailAfterItsFileIsGone) {
  const TemporaryFolder folder;
  folder.write("hello.eml", kPlainMail);
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  std::filesystem::remove(folder.file("hello.eml"));
  mailbox.scan(now());
  EXPECT_NE(mailbox.find(seen.mails.at(0).message_id), nullptr);
}

TEST(Mailbox, TakesAnEditedMailInAgain) {
  const TemporaryFolder folder;
  folder.write("a.eml", ses_mail("same-id"));
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  folder.write("a.eml", "X-Envelope-From: <carl@example.net>\n" + ses_mail("same-id").substr(32));
  mailbox.scan(now());
  EXPECT_THAT(seen.mails, SizeIs(2));
  EXPECT_EQ(mailbox.find("same-id")->sender, "carl@example.net");
}

TEST(Mailbox, SkipsWhatIsNoMailWithOneWarning) {
  const TemporaryFolder folder;
  folder.write("a.eml", "this is no mail\n");
  folder.write("b.eml", kPlainMail);
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  mailbox.scan(now());
  EXPECT_THAT(seen.mails, SizeIs(1));
  EXPECT_THAT(seen.warnings, ElementsAre(folder.file("a.eml") +
                                         ": skipped: it is not an email message: it does not begin "
                                         "with a header field such as \"From:\""));
}

TEST(Mailbox, SkipsAFileThatCannotBeReadWithAWarning) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryFolder folder;
  folder.write("a.eml", kPlainMail);
  std::filesystem::permissions(folder.file("a.eml"), std::filesystem::perms::none);
  Seen seen;
  opened(folder, seen).scan(now());
  EXPECT_THAT(seen.warnings, ElementsAre(folder.file("a.eml") + ": skipped: Permission denied"));
}

TEST(Mailbox, LooksAgainAtAFileThatCouldNotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryFolder folder;
  folder.write("a.eml", kPlainMail);
  std::filesystem::permissions(folder.file("a.eml"), std::filesystem::perms::none);
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  mailbox.scan(now());
  EXPECT_THAT(seen.warnings, SizeIs(1));
  std::filesystem::permissions(folder.file("a.eml"), std::filesystem::perms::owner_all);
  mailbox.scan(now());
  EXPECT_THAT(seen.mails, SizeIs(1));
}

TEST(Mailbox, PassesOverWhatIsNoFileWithOneWarningAndWithoutWaiting) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("a.eml"));
  folder.write(".secret", kPlainMail);
  std::filesystem::create_symlink(folder.file(".secret"), folder.file("b.eml"));
  std::filesystem::create_symlink("nowhere", folder.file("c.eml"));
  ASSERT_EQ(::mkfifo(folder.file("d.eml").c_str(), 0600), 0);
  make_socket(folder.file("e.eml"));
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  folder.write("a.eml/more", "x");  // a folder in which something happens is the same folder
  mailbox.scan(now());
  EXPECT_THAT(seen.mails, IsEmpty());
  const std::string link =
      ": skipped: it is a symbolic link, and links are not followed. Copy the message instead";
  EXPECT_THAT(seen.warnings, ElementsAre(folder.file("a.eml") + ": skipped: it is a folder",
                                         folder.file("b.eml") + link, folder.file("c.eml") + link,
                                         folder.file("d.eml") + ": skipped: it is a pipe",
                                         folder.file("e.eml") + ": skipped: it is a socket"));
}

TEST(Mailbox, TakesInAMailThatTakesThePlaceOfALink) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("nowhere", folder.file("a.eml"));
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  std::filesystem::remove(folder.file("a.eml"));
  folder.write("a.eml", kPlainMail);
  mailbox.scan(now());
  EXPECT_THAT(seen.mails, SizeIs(1));
}

TEST(Mailbox, TakesInNamesOfAnyBytes) {
  const TemporaryFolder folder;
  const std::vector<std::string> names = {"two\nlines.eml", "\xff\xfe.eml", "\x1b[2J.eml", " .eml"};
  for (const std::string& name : names) folder.write(name, kPlainMail);
  Seen seen;
  opened(folder, seen).scan(now());
  EXPECT_THAT(seen.mails, SizeIs(names.size()));
  EXPECT_THAT(seen.warnings, IsEmpty());
  EXPECT_TRUE(std::filesystem::exists(folder.file("two\nlines.notification.json")));
}

TEST(Mailbox, ReadsNoMoreThanItNeedsOfAHugeFile) {
  const TemporaryFolder folder;
  folder.write("a.eml", kPlainMail);
  // Far more than the memory has; the file has no blocks for it.
  std::filesystem::resize_file(folder.file("a.eml"), std::uintmax_t{1} << 40U);
  std::filesystem::last_write_time(folder.file("a.eml"), an_hour_ago());
  Seen seen;
  opened(folder, seen).scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  const auto json = nlohmann::json::parse(folder.read("a.notification.json"));
  EXPECT_FALSE(json.contains("content"));
}

TEST(Mailbox, WritesNotificationsForTheirOwnerAlone) {
  const TemporaryFolder folder;
  folder.write("hello.eml", kPlainMail);
  const mode_t before = ::umask(0);
  Seen seen;
  opened(folder, seen).scan(now());
  ::umask(before);
  EXPECT_EQ(mode_of(folder.file("hello.notification.json")), 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 2)
      << "a draft stays behind";
}

TEST(Mailbox, MakesANotificationPrivateThatOthersCanRead) {
  const TemporaryFolder folder;
  folder.write("hello.eml", kPlainMail);
  Seen seen;
  opened(folder, seen).scan(now());
  const std::string text = folder.read("hello.notification.json");
  ASSERT_EQ(::chmod(folder.file("hello.notification.json").c_str(), 0644), 0);
  opened(folder, seen).scan(now());
  EXPECT_EQ(mode_of(folder.file("hello.notification.json")), 0600U);
  EXPECT_EQ(folder.read("hello.notification.json"), text);
}

TEST(Mailbox, WritesThroughNothingThatHasTheNotificationsName) {
  const TemporaryFolder folder;
  folder.write(".victim", "mine");
  for (const char* name : {"a", "b", "c", "d"})
    folder.write(name + std::string(".eml"), kPlainMail);
  const auto taken = [&](const char* name) {
    return folder.file(name + std::string(".notification.json"));
  };
  std::filesystem::create_symlink(folder.file(".victim"), taken("a"));
  std::filesystem::create_hard_link(folder.file(".victim"), taken("b"));
  ASSERT_EQ(::mkfifo(taken("c").c_str(), 0600), 0);
  std::filesystem::create_directory(taken("d"));
  Seen seen;
  opened(folder, seen).scan(now());
  EXPECT_EQ(folder.read(".victim"), "mine");
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_TRUE(std::filesystem::is_regular_file(std::filesystem::symlink_status(taken(name))));
    EXPECT_TRUE(nlohmann::json::accept(folder.read(name + std::string(".notification.json"))));
  }
  EXPECT_THAT(seen.mails, SizeIs(4));
  EXPECT_THAT(seen.warnings, ElementsAre(taken("d") + ": cannot be written: Is a directory"));
}

TEST(Mailbox, TellsOfANameThatIsTooLongForANotification) {
  const TemporaryFolder folder;
  folder.write(std::string(250, 'x') + ".eml", kPlainMail);
  Seen seen;
  opened(folder, seen).scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_EQ(seen.mails[0].notification_path, "");
  EXPECT_THAT(seen.warnings, ElementsAre(HasSubstr(": cannot be written: File name too long")));
}

TEST(Mailbox, NeverWaitsForAFileThatGrowsAndGrows) {
  const TemporaryFolder folder;
  folder.write("a.eml", kPlainMail, 0);
  folder.write("b.eml", kPlainMail);
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  EXPECT_TRUE(mailbox.is_settling());
  EXPECT_THAT(seen.mails, SizeIs(1));
  EXPECT_THAT(seen.warnings, IsEmpty()) << "it has just begun";

  const auto end = std::chrono::steady_clock::now() +
                   std::chrono::milliseconds(Mailbox::kPatienceMilliseconds + 300);
  while (std::chrono::steady_clock::now() < end) {
    folder.write("a.eml", kPlainMail, 0);
    mailbox.scan(now());
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_THAT(seen.mails, SizeIs(1));
  EXPECT_THAT(seen.warnings,
              ElementsAre(folder.file("a.eml") + ": skipped for now: it is still being written"));
}

TEST(Mailbox, CountsTheFirstOfTwoFilesWithOneSesId) {
  const TemporaryFolder folder;
  folder.write("a.eml", ses_mail("same"));
  folder.write("b.eml", ses_mail("same"));
  Seen seen;
  opened(folder, seen).scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_EQ(seen.mails[0].path, folder.file("a.eml"));
  EXPECT_THAT(seen.warnings, ElementsAre(HasSubstr("it has the same SES message id as")));
}

TEST(Mailbox, FollowsAMailThatIsRenamed) {
  const TemporaryFolder folder;
  folder.write("a.eml", ses_mail("same"));
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  std::filesystem::rename(folder.file("a.eml"), folder.file("b.eml"));
  mailbox.scan(now());
  EXPECT_EQ(mailbox.find("same")->path, folder.file("b.eml"));
  EXPECT_THAT(seen.warnings, IsEmpty());
}

TEST(Maildir, IsReadFromNewAndCurWithItsNotificationsApart) {
  const TemporaryFolder folder;
  folder.make_maildir();
  folder.write("new/1700000000.M1P1.host", kPlainMail);
  folder.write("cur/1700000001.M1P1.host:2,S", kPlainMail);
  folder.write("tmp/1700000002.M1P1.host", kPlainMail);
  folder.write("top.eml", kPlainMail);
  Seen seen;
  opened(folder, seen).scan(now());
  ASSERT_THAT(seen.mails, SizeIs(2));
  for (const ReceivedMail& mail : seen.mails) {
    EXPECT_EQ(mail.notification_path, folder.file("notifications/" + mail.message_id + ".json"));
    EXPECT_TRUE(std::filesystem::exists(mail.notification_path));
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.file("new")), {}), 1);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.file("cur")), {}), 1);
}

TEST(Maildir, KeepsTheIdOfAMailThatIsReadInBetween) {
  const TemporaryFolder folder;
  folder.make_maildir();
  folder.write("new/1700000000.M1P1.host", kPlainMail);
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  mailbox.scan(now());
  std::filesystem::rename(folder.file("new/1700000000.M1P1.host"),
                          folder.file("cur/1700000000.M1P1.host:2,S"));
  mailbox.scan(now());
  EXPECT_THAT(seen.mails, SizeIs(1));
  Seen after_restart;
  opened(folder, after_restart).scan(now());
  ASSERT_THAT(after_restart.mails, SizeIs(1));
  EXPECT_EQ(after_restart.mails[0].message_id, seen.mails[0].message_id);
}

TEST(Maildir, WritesNoNotificationOutsideItsFolder) {
  const TemporaryFolder folder;
  folder.make_maildir();
  folder.write("new/1", ses_mail("../../escape/x"));
  Seen seen;
  opened(folder, seen).scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_EQ(seen.mails[0].notification_path,
            folder.file("notifications/..%2F..%2Fescape%2Fx.json"));
  EXPECT_TRUE(std::filesystem::exists(seen.mails[0].notification_path));
}

TEST(Maildir, MakesTheFolderOfNotificationsForItsOwnerAlone) {
  const TemporaryFolder folder;
  folder.make_maildir();
  folder.write("new/1", kPlainMail);
  Seen seen;
  opened(folder, seen).scan(now());
  EXPECT_EQ(mode_of(folder.file("notifications")), 0700U);
}

TEST(Maildir, TakesAMailInOnceWhateverElseHasItsName) {
  const TemporaryFolder folder;
  folder.make_maildir();
  folder.write("new/1", kPlainMail);
  folder.write("cur/2:2,S", kPlainMail);
  folder.write("new/2", "Subject: another\n\n");
  std::filesystem::create_symlink("nowhere", folder.file("cur/1"));
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  for (int i = 0; i < 3; ++i) mailbox.scan(now());
  EXPECT_THAT(seen.mails, SizeIs(2));
  EXPECT_THAT(seen.warnings, ElementsAre(HasSubstr("/cur/1: skipped: it is a symbolic link")));
}

TEST(Maildir, WritesNoNotificationThroughALink) {
  const TemporaryFolder folder;
  folder.make_maildir();
  std::filesystem::create_directory(folder.file("elsewhere"));
  std::filesystem::create_directory_symlink("elsewhere", folder.file("notifications"));
  folder.write("new/1", kPlainMail);
  Seen seen;
  opened(folder, seen).scan(now());
  ASSERT_THAT(seen.mails, SizeIs(1));
  EXPECT_TRUE(std::filesystem::is_empty(folder.file("elsewhere")));
  EXPECT_THAT(seen.warnings, ElementsAre(HasSubstr(": cannot be written: Not a directory")));
}

TEST(OpenMailbox, RefusesAMaildirWhoseFoldersAreLinks) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("private"));
  std::filesystem::create_directory_symlink("private", folder.file("new"));
  std::filesystem::create_directory(folder.file("cur"));
  const auto mailbox = Mailbox::open(in(folder.path()));
  ASSERT_FALSE(mailbox);
  EXPECT_THAT(mailbox.error().message, HasSubstr("/new cannot be read: Not a directory"));
  EXPECT_THAT(mailbox.error().message, HasSubstr("new/ and cur/ may not be links"));
}

TEST(Maildir, ReadsNothingThroughAFolderThatBecomesALink) {
  const TemporaryFolder folder;
  folder.make_maildir();
  folder.write("private/1", kPlainMail);
  Seen seen;
  Mailbox mailbox = opened(folder, seen);
  std::filesystem::remove(folder.file("new"));
  std::filesystem::create_directory_symlink("private", folder.file("new"));
  mailbox.scan(now());
  EXPECT_THAT(seen.mails, IsEmpty());
  EXPECT_THAT(seen.warnings, ElementsAre(HasSubstr("/new cannot be read: Not a directory")));
}

TEST(OpenMailbox, NamesAFolderThatCannotBeReadAndTheRemedy) {
  const TemporaryFolder folder;
  folder.write("file", "x");
  const auto missing = Mailbox::open(in(folder.file("missing")));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "--inbox " + folder.file("missing") +
                                         " cannot be read: No such file or directory. Name a "
                                         "Maildir or a folder of .eml files that you can read");
  const auto file = Mailbox::open(in(folder.file("file")));
  ASSERT_FALSE(file);
  EXPECT_THAT(file.error().message, HasSubstr("Not a directory"));
}

TEST(Mailbox, WarnsOnceWhereTheFolderVanishes) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.file("inbox"));
  Seen seen;
  auto mailbox = Mailbox::open(in(folder.file("inbox")), seen.events());
  ASSERT_TRUE(mailbox);
  std::filesystem::remove(folder.file("inbox"));
  mailbox->scan(now());
  mailbox->scan(now());
  EXPECT_THAT(seen.warnings, ElementsAre(HasSubstr("No such file or directory")));
}

}  // namespace
}  // namespace send_bounce::stand_in
