#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "send_bounce/journal/journal.h"
#include "send_bounce/mail/address.h"
#include "support/simulated_disk.h"

// The journal in a world where everything fails, at random and with a seed. Processes bounce the
// same messages over one journal; they and their machine end anywhere, disks and clocks are wrong.
// A model knows what the service has accepted, and holds every answer of the journal against it.

namespace send_bounce::testing {
namespace {

constexpr const char* kPath = "/state/journal.ndjson";
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kSkewTaken = 15 * 60;  // seconds that the clock of a request may be off
constexpr int kMessages = 5;

/// What is true of one key, whatever the journal says.
struct Truth {
  int sends = 0;  ///< accepted since a person allowed it again
  bool claimed = false;
  bool is_settled = false;   ///< as sent, in a call that has succeeded
  bool is_on_disk = false;   ///< that, and a sync has come after it
  bool is_doubtful = false;  ///< something ended or failed between a claim and its outcome
  std::int64_t accepted_at = 0;
  std::set<std::string> answers;
};

class SeededRandom : public Random {
 public:
  explicit SeededRandom(SimulatedDisk& disk) : disk_(disk) {}
  std::string bytes(std::size_t count) const override {
    std::string out(count, '\0');
    for (char& c : out) c = static_cast<char>(disk_.below(256));
    return out;
  }

 private:
  SimulatedDisk& disk_;
};

class SettableClock : public Clock {
 public:
  Instant now() const override { return time; }
  std::chrono::microseconds elapsed() const override { return {}; }
  bool sleep(std::chrono::milliseconds) const override { return true; }

  Instant time;
};

/// What a history may hold besides processes that end.
struct Weather {
  double faults = 0;
  double ends = 0;
  double machine = 0;
  bool clocks = false;  ///< some are wrong by hours or days
  bool pauses = false;  ///< days go by
};

class Surroundings {
 public:
  Surroundings(std::uint64_t seed, const Weather& weather)
      : disk(seed), random(disk), weather_(weather) {
    disk.fault_rate = weather.faults;
    disk.end_rate = weather.ends;
    disk.machine_rate = weather.machine;
  }

  Truth& of(const JournalSubject& subject, const std::string& recipient) {
    return truths[subject.region + "/" + subject.id + "/" + address_key(recipient)];
  }

  JournalSubject draw_subject() {
    const auto number = std::to_string(disk.below(kMessages));
    JournalSubject subject{"aws", disk.happens(0.2) ? "us-east-1" : "eu-west-1", "id" + number, {}};
    subject.recipients = {"ann" + number + "@example.com"};
    if (disk.happens(0.3))
      subject.recipients.push_back("Ben@" +
                                   std::string(disk.happens(0.5) ? "Example.COM" : "example.com"));
    return subject;
  }

  /// The service, at the true time: which of its rules speaks against the bounce.
  bool takes(const JournalSubject& subject, std::int64_t skew) {
    const auto received = received_.emplace(subject.region + subject.id, now).first->second;
    return std::abs(skew) <= kSkewTaken && now - received <= 24 * kHour;
  }

  std::int64_t draw_skew() {
    constexpr std::int64_t kSkews[] = {10 * 24 * kHour, -10 * 24 * kHour, -kHour, 400, -400};
    return weather_.clocks && disk.happens(0.3) ? kSkews[disk.below(std::size(kSkews))] : 0;
  }

  void go_on() {
    now += static_cast<std::int64_t>(disk.below(600));
    if (weather_.pauses && disk.happens(0.05))
      now += static_cast<std::int64_t>(disk.below(6)) * 24 * kHour;
  }

  void end_machine() {
    disk.end_machine();
    for (auto& [key, truth] : truths) {
      if (!truth.is_on_disk) truth.is_settled = false;
      if (!truth.is_settled && truth.claimed) truth.is_doubtful = true;
    }
  }

  SimulatedDisk disk;
  SeededRandom random;
  std::int64_t now = 1'795'780'800;  // 2026-11-27T12:00:00Z
  std::map<std::string, Truth> truths;
  int accepted = 0;
  int answered_unknown = 0;

 private:
  Weather weather_;
  std::map<std::string, std::int64_t> received_;
};

/// Holds what the journal says of a subject against what is true.
void expect_true(Surroundings& world, const JournalSubject& subject, const Remembered& remembered) {
  const auto has = [](const std::vector<std::string>& list, const std::string& recipient) {
    return std::find(list.begin(), list.end(), recipient) != list.end();
  };
  for (const std::string& recipient : subject.recipients) {
    const Truth& truth = world.of(subject, recipient);
    const bool is_open = has(remembered.open, recipient);
    const bool is_sent = has(remembered.sent, recipient);
    const bool is_fresh = world.now - truth.accepted_at < kJournalKeepsSeconds;
    EXPECT_FALSE(truth.sends > 0 && is_fresh && is_open) << "was sent: " << recipient;
    EXPECT_TRUE(is_sent || !truth.is_settled || !is_fresh) << "was settled: " << recipient;
    EXPECT_FALSE(is_sent && truth.answers.empty()) << "was never sent: " << recipient;
    if (!truth.claimed || !(truth.is_doubtful || truth.sends > 0)) {
      EXPECT_TRUE(is_open) << "provably not sent: " << recipient;
    }
  }
  EXPECT_EQ(remembered.sent.empty(), remembered.answers.empty());
  for (const JournalEntry& answer : remembered.answers) {
    bool is_known = false;
    for (const std::string& recipient : subject.recipients)
      is_known = is_known || world.of(subject, recipient).answers.contains(answer.message_id);
    EXPECT_TRUE(is_known) << answer.message_id;
  }
}

/// A process that bounces a few messages. Each step ends without the lock, but for a pause in the
/// middle of a bounce, where others run into it.
class Bouncing {
 public:
  Bouncing(Surroundings& world, bool may_write)
      : world_(world), files_(world.disk), skew_(world.draw_skew()), may_write_(may_write) {
    tell_time();
  }

  bool has_ended() const { return files_.has_ended(); }
  bool holds_lock() const { return journal_ && journal_->is_locked(); }
  void end() { files_.end(); }

  /// One step; it may throw ProcessEnded.
  void step() {
    tell_time();
    if (!journal_) return open();
    if (under_way_) return finish();
    if (world_.disk.happens(0.1)) return bring_to_disk();
    bounce(world_.draw_subject());
  }

 private:
  void tell_time() { clock_.time = {world_.now + skew_, 0}; }

  void open() {
    auto journal = Journal::open(files_, kPath, clock_, world_.random, {{}, may_write_}, {});
    if (journal) {
      // Who only reads keeps what was there at first.
      if (!journal->is_missing()) journal_ = std::make_unique<Journal>(*std::move(journal));
    } else {
      EXPECT_GT(world_.disk.faults, 0) << journal.error().message;
      files_.end();
    }
  }

  void bring_to_disk() {
    if (!journal_->sync()) return files_.end();
    for (const std::string& key : settled_) {
      Truth& truth = world_.truths.at(key);
      truth.is_on_disk = truth.is_settled;
    }
  }

  void bounce(JournalSubject subject) {
    if (!journal_->lock()) return files_.end();
    const auto remembered = journal_->ask(subject);
    ASSERT_TRUE(remembered);
    expect_true(world_, subject, *remembered);
    if (!remembered->unknown.empty()) ++world_.answered_unknown;
    const bool retries = world_.disk.happens(0.1);
    if (!may_write_ || (!remembered->unknown.empty() && !retries) ||
        (remembered->open.empty() && remembered->unknown.empty())) {
      return journal_->unlock();
    }
    subject.recipients = remembered->open;
    subject.recipients.insert(subject.recipients.end(), remembered->unknown.begin(),
                              remembered->unknown.end());
    for (const std::string& recipient : remembered->unknown) {
      world_.of(subject, recipient).sends = 0;  // a person has said so
    }
    send(subject);
  }

  void send(const JournalSubject& subject) {
    for (const std::string& recipient : subject.recipients) {
      Truth& truth = world_.of(subject, recipient);
      truth.claimed = true;
      was_doubtful_[recipient] = truth.is_doubtful;
      truth.is_doubtful = true;  // until the outcome is written
    }
    const auto claimed = journal_->claim(subject, "invocation", Instant{world_.now, 0});
    if (!claimed) {
      journal_->unlock();
      return files_.end();  // nothing goes out, and the run is over
    }
    for (const std::string& key : settled_)
      world_.truths.at(key).is_on_disk = world_.truths.at(key).is_settled;
    outcome_ = exchange(subject);
    under_way_ = subject;
  }

  /// What the process learns of its call.
  Settlement exchange(const JournalSubject& subject) {
    if (!world_.takes(subject, skew_)) return {JournalState::Rejected, "", "", "MessageRejected"};
    if (world_.disk.happens(0.2)) return {JournalState::Rejected, "", "", "Throttling"};
    if (world_.disk.happens(0.1)) return {JournalState::Failed, "", "", ""};
    const std::string answer = "0102-" + std::to_string(++world_.accepted);
    for (const std::string& recipient : subject.recipients) {
      Truth& truth = world_.of(subject, recipient);
      EXPECT_EQ(++truth.sends, 1) << "sent twice: " << subject.id << " " << recipient;
      truth.accepted_at = world_.now;
      truth.answers.insert(answer);
    }
    if (world_.disk.happens(0.1)) return {JournalState::Unknown, "invocation", "", ""};
    return {JournalState::Sent, "", answer, ""};
  }

  void finish() {
    const JournalSubject subject = *under_way_;
    under_way_.reset();
    const auto settled = journal_->settle(outcome_);
    journal_->unlock();
    if (!settled) return files_.end();
    for (const std::string& recipient : subject.recipients) {
      Truth& truth = world_.of(subject, recipient);
      if (outcome_.state == JournalState::Sent) {
        truth.is_settled = true;
        truth.is_on_disk = false;
        settled_.insert(subject.region + "/" + subject.id + "/" + address_key(recipient));
      } else if (outcome_.state != JournalState::Unknown) {
        truth.is_doubtful = was_doubtful_[recipient];
      }
    }
  }

  Surroundings& world_;
  SimulatedFiles files_;
  SettableClock clock_;
  std::int64_t skew_;
  bool may_write_;
  std::unique_ptr<Journal> journal_;
  std::optional<JournalSubject> under_way_;
  Settlement outcome_;
  std::set<std::string> settled_;
  std::map<std::string, bool> was_doubtful_;
};

/// Two processes at a time, each replaced by a new one once it has ended.
class History {
 public:
  History(std::uint64_t seed, const Weather& weather) : world(seed, weather), weather_(weather) {
    world.disk.let_others_go_on = [this] {
      for (auto& process : processes_) {
        if (process && process->holds_lock() && process.get() != acting_) let_act(process);
      }
    };
  }

  void play(int steps) {
    for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
      auto& process = processes_[world.disk.below(2)];
      if (!process || process->has_ended()) {
        process.reset();
        process = std::make_unique<Bouncing>(world, !world.disk.happens(0.1));
      }
      let_act(process);
      if (machine_ended_) {
        for (auto& one : processes_) one.reset();
        world.end_machine();
        machine_ended_ = false;
      }
      if (weather_.ends > 0 && world.disk.happens(0.05)) process.reset();
      world.go_on();
    }
  }

  Surroundings world;

 private:
  void let_act(std::unique_ptr<Bouncing>& process) {
    Bouncing* const before = acting_;
    acting_ = process.get();
    try {
      process->step();
    } catch (const ProcessEnded& how) {
      machine_ended_ = machine_ended_ || how.takes_machine;
    }
    acting_ = before;
  }

  Weather weather_;
  std::unique_ptr<Bouncing> processes_[2];
  Bouncing* acting_ = nullptr;
  bool machine_ended_ = false;
};

std::uint64_t histories() {
  const char* const asked = std::getenv("SEND_BOUNCE_FAULT_RUNS");
  return asked == nullptr ? 30 : std::strtoull(asked, nullptr, 10);
}

/// Plays them with seeds from 1 on, and says how much has happened.
void play_all(const Weather& weather) {
  int accepted = 0;
  int unknown = 0;
  for (std::uint64_t seed = 1; seed <= histories(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    History history(seed, weather);
    history.play(100);
    accepted += history.world.accepted;
    unknown += history.world.answered_unknown;
    if (::testing::Test::HasFailure()) {
      std::cerr << history.world.disk.content(kPath);
      return;
    }
  }
  EXPECT_GT(accepted, 0);
  std::cout << accepted << " bounces accepted, " << unknown << " answers of unknown\n";
}

TEST(JournalHistories, ProcessesTakeTurnsWithoutAnyFault) { play_all({}); }

TEST(JournalHistories, ProcessesEndAnywhere) { play_all({0, 0.02, 0, false, false}); }

TEST(JournalHistories, MachinesEndAnywhere) { play_all({0, 0.02, 0.5, false, false}); }

TEST(JournalHistories, DisksFail) { play_all({0.03, 0, 0, false, false}); }

TEST(JournalHistories, DisksFailAndMachinesEnd) { play_all({0.03, 0.02, 0.5, false, false}); }

TEST(JournalHistories, ClocksAreWrongAndDaysGoBy) { play_all({0, 0.01, 0.3, true, true}); }

TEST(JournalHistories, EverythingAtOnce) { play_all({0.03, 0.02, 0.3, true, true}); }

}  // namespace
}  // namespace send_bounce::testing
