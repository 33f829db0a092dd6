#include "cli/prompt_check.h"

#include <cerrno>

#include "cli/batch.h"
#include "cli/operation_check.h"
#include "cli/plan.h"
#include "cli/presentation.h"
#include "send_bounce/world/screen.h"

namespace send_bounce {
namespace {

/// The same files, but for those that are no files proper.
class RegularFiles : public FileSystem {
 public:
  explicit RegularFiles(const World& world) : world_(world) {}

  tl::expected<std::string, SystemError> read(const std::string& path) const override {
    if (is_left_out(path)) return nothing();
    return world_.files.read(path);
  }
  // Stdin is the terminal that the prompt is shown on.
  tl::expected<std::string, SystemError> read_start(const std::string& path,
                                                    std::size_t most) const override {
    if (path == kStandardInput || is_left_out(path)) return nothing();
    return world_.files.read_start(path, most);
  }
  // A batch is not looked into before it runs.
  tl::expected<std::unique_ptr<ByteSource>, SystemError> open(const std::string&) const override {
    return tl::make_unexpected(SystemError{ENOENT, "not opened"});
  }
  tl::expected<FileKind, SystemError> kind(const std::string& path) const override {
    return world_.files.kind(path);
  }
  std::optional<std::string> home_directory(const std::string& user) const override {
    return world_.files.home_directory(user);
  }

  /// Whatever was found with such a file left out means nothing.
  bool met_special() const { return met_special_; }

 private:
  tl::expected<std::string, SystemError> nothing() const {
    met_special_ = true;
    return std::string();
  }
  bool is_left_out(const std::string& path) const {
    return !world_.files.is_regular(path) && is_special(path);
  }
  bool is_special(const std::string& path) const {
    const std::size_t name_start = path.rfind('/') + 1;  // npos + 1 is 0
    const std::string folder = name_start == 0 ? "." : path.substr(0, name_start);
    for (const DirectoryEntry& entry : world_.directories.list(folder)) {
      if (entry.name == path.substr(name_start)) return entry.kind == DirectoryEntry::Kind::Other;
    }
    return false;
  }

  const World& world_;
  mutable bool met_special_ = false;
};

Result<void> check(const ReadWords& words, AwsFiles& aws_files, const World& world,
                   const FileSystem& files) {
  SilentLog log;  // what would be noted would stand across the prompt
  ASSIGN_OR_RETURN(const Session session, open_session(words, world, log, files, aws_files));
  if (session.line.action != Action::Send) return {};
  if (session.line.has("batch")) return read_batch_options(session).map([](const auto&) {});
  ASSIGN_OR_RETURN(BounceInput input, read_bounce_input(session.line, files, world.variables));
  const Skeleton skeleton = skeleton_of(session.line);
  if (skeleton == Skeleton::Json || skeleton == Skeleton::Yaml) return {};
  ASSIGN_OR_RETURN(const Plan plan, make_plan(session, std::move(input), credential_world(session),
                                              OfflineLookups(false)));
  if (plan.is_refused()) return Failure(plan.refusal());
  return check_presentation(plan.route.settings, world.variables).map([](const auto&) {});
}

}  // namespace

std::optional<Error> check_without_sending(const std::vector<std::string>& words,
                                           AwsFiles& aws_files, const World& world) {
  const RegularFiles files(world);
  auto result = check(read_words(words), aws_files, world, files);
  if (result || files.met_special()) return std::nullopt;
  Error error = std::move(result).error();
  error.message = unknown_words_first(error);
  return error;
}

}  // namespace send_bounce
