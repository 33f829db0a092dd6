// Whatever a credential process, a container's endpoint, the instance metadata service or a file of
// an older tool may say: the first byte chooses which of them says the rest.
#include <cstddef>
#include <cstdint>
#include <string>

#include "send_bounce/credentials/instance_metadata.h"
#include "unit/credentials/one_provider.h"

using namespace send_bounce;

namespace {

void ask(testing::OneProvider& world, Found (*provider)(const CredentialSources&)) {
  Found found = world.ask(provider);
  if (found && *found && (*found)->current) (void)redeem(**found, {}, world.world());
}

void as_process(testing::OneProvider& world, const std::string& text) {
  world.config = "credential_process = p\n";
  for (const int status : {0, 0}) world.fake.programs.answers.push_back({status, text, text});
  ask(world, process);
}

void as_container(testing::OneProvider& world, const std::string& text) {
  world.fake.variables.values["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://localhost/";
  for (int i = 0; i < 6; ++i) world.fake.transport.answer(200, text);
  ask(world, container);
}

void as_container_address(testing::OneProvider& world, const std::string& text) {
  world.fake.variables.values["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = text;
  ask(world, container);
}

void as_instance(testing::OneProvider& world, const std::string& text) {
  world.fake.transport.answer(200, "token");
  world.fake.transport.answer(200, text.substr(0, text.find('\n')));
  world.fake.transport.answer(200, text);
  ask(world, instance_metadata);
}

void as_old_file(testing::OneProvider& world, const std::string& text) {
  world.fake.variables.values["AWS_CREDENTIAL_FILE"] = "/f";
  world.fake.files.files["/f"] = text;
  world.fake.files.files["/home/user/.boto"] = text;
  ask(world, ec2_file);
  ask(world, boto_config);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr void (*kSpeakers[])(testing::OneProvider&, const std::string&) = {
      as_process, as_container, as_container_address, as_instance, as_old_file};
  testing::OneProvider world;
  kSpeakers[data[0] % std::size(kSpeakers)](
      world, std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  return 0;
}
