#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/base/load_context.hpp"

namespace phantomime::testing_support {

/// Fixtures in memory.
class FakeFixtures final : public FixtureReader {
 public:
  FakeFixtures() = default;
  explicit FakeFixtures(std::map<std::string, std::string, std::less<>> files) : files_{std::move(files)} {}

  void add(std::string path, std::string bytes) { files_[std::move(path)] = std::move(bytes); }

  [[nodiscard]] std::shared_ptr<const std::string> read(std::string_view path, Error& error) override {
    ++reads;
    const auto found = files_.find(path);
    if (found != files_.end()) return std::make_shared<const std::string>(found->second);
    error.code = ErrorCode::not_found;
    error.what = "there is no fixture '" + std::string{path} + "'";
    error.hint = "check the path";
    return nullptr;
  }

  int reads = 0;

 private:
  std::map<std::string, std::string, std::less<>> files_;
};

/// Everything a loader needs, in one object: `Loading loading; load(node, loading.context); loading.messages()`.
struct Loading {
  Loading() : Loading(FakeFixtures{}) {}
  explicit Loading(FakeFixtures files) : fixtures{std::move(files)} {}
  Loading(const Loading&) = delete;
  Loading& operator=(const Loading&) = delete;

  /// What went wrong, in order, each as `what` or `what (hint)`.
  [[nodiscard]] std::vector<std::string> messages() const {
    std::vector<std::string> texts;
    for (const Error& error : errors)
      texts.push_back(error.hint.empty() ? error.what : error.what + " (" + error.hint + ")");
    return texts;
  }
  /// The same as one text, for EXPECT_EQ(loading.message(), "") and HasSubstr.
  [[nodiscard]] std::string message() const {
    std::string all;
    for (const std::string& text : messages()) all += (all.empty() ? "" : "\n") + text;
    return all;
  }

  FakeFixtures fixtures;
  Errors errors;
  LoadContext context{fixtures, errors};
};

// Short forms that build nodes without a YAML reader (the lower rows have none).
[[nodiscard]] inline Node plain(std::string text) { return Node::scalar(std::move(text)); }
[[nodiscard]] inline Node quoted(std::string text) { return Node::scalar(std::move(text), Node::Style::quoted); }
[[nodiscard]] inline Node list(std::vector<Node> items) { return Node::sequence(std::move(items)); }
[[nodiscard]] inline Node map(std::vector<std::pair<std::string, Node>> entries) {
  std::vector<Node> children;
  for (auto& [key, value] : entries) {
    children.push_back(plain(std::move(key)));
    children.push_back(std::move(value));
  }
  return Node::mapping(std::move(children));
}

}  // namespace phantomime::testing_support
