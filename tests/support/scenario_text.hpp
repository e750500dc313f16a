#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/formats/yaml_reader.hpp"

namespace phantomime::test {

/// What a file of this text plays. Fails the test where it does not load.
inline std::shared_ptr<const scenario::Scenario> scenario_of_text(const std::string& yaml) {
  Errors errors;
  formats::PackFiles pack;
  pack.name = "test";
  auto document = formats::read_yaml(std::make_shared<Source>("test.yaml", yaml), errors);
  EXPECT_TRUE(document) << render(errors);
  pack.files.push_back({"test.yaml", std::move(*document)});
  std::vector<formats::PackFiles> packs;
  packs.push_back(std::move(pack));
  auto scenario = formats::bind_packs(std::move(packs), {}, errors);
  EXPECT_TRUE(scenario) << render(errors);
  return scenario;
}

}  // namespace phantomime::test
