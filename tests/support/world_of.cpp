#include "support/world_of.hpp"

#include <gtest/gtest.h>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/formats/pack_loader.hpp"

#include "support/memory_file_store.hpp"
#include "support/requests.hpp"

namespace phantomime::test {

WorldOf::WorldOf(const std::string& yaml, Options options) : clock_{parse_instant(options.start).value()} {
  testing_support::MemoryFileStore store{{"p/pack.yaml", "phantomime: 1\n" + yaml}};
  if (!options.profile.empty()) store.add("p/profiles/other.yaml", "phantomime: 1\n" + options.profile);
  Errors errors;
  std::vector<formats::PackFiles> packs;
  if (auto pack = formats::read_pack(store, "p", errors)) packs.push_back(std::move(*pack));
  std::shared_ptr<const scenario::Scenario> scenario;
  if (errors.empty())
    scenario = formats::bind_packs(std::move(packs), {options.profile.empty() ? "" : "other"}, errors);
  EXPECT_TRUE(scenario) << render(errors);
  if (!scenario) return;
  scenario::Engine::Options playing;
  playing.seed = options.seed;
  playing.world_start = clock_.now();
  playing.world_bounds = options.bounds;
  engine_ = std::make_unique<scenario::Engine>(std::move(scenario), clock_, playing);
}

std::string WorldOf::says(std::string_view line, std::string body, http::Headers headers) {
  if (!engine_) return "it does not load";
  played_ = engine_->play(testing_support::make_request(line, std::move(headers), std::move(body)));
  std::string said = std::to_string(played_.reply.status);
  if (!played_.reply.body_text().empty()) said.append(" ").append(played_.reply.body_text());
  return said;
}

std::string WorldOf::says_to(const std::string& user, const std::string& password, std::string_view line) {
  return says(line, {}, {{"Authorization", "Basic " + encode_base64(user + ":" + password)}});
}

}  // namespace phantomime::test
