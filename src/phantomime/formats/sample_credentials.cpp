#include "phantomime/formats/sample_credentials.hpp"

#include <utility>
#include <vector>

namespace phantomime::formats {
namespace {

/// The first of some, which knows of the others' users and tokens.
class Samples final : public matchers::Credential {
 public:
  explicit Samples(const std::vector<std::shared_ptr<const Credential>>& all) : first_{all.front()}, all_{all} {
    for (const auto& one : all) {
      if (!has_basic && one->has_basic) {
        has_basic = true;
        user = one->user;
        password = one->password;
      }
      if (!has_token && one->has_token) {
        has_token = true;
        token = one->token;
      }
    }
  }

  bool matches(const http::RequestView& request) const override { return first_->matches(request); }
  void explain(const http::RequestView& request, std::vector<matchers::Difference>& differences) const override {
    first_->explain(request, differences);
  }
  std::string describe() const override { return first_->describe(); }
  bool apply(http::Headers& headers) const override { return first_->apply(headers); }
  std::string curl_options() const override { return first_->curl_options(); }
  [[nodiscard]] const std::vector<std::shared_ptr<const Credential>>& all() const noexcept { return all_; }

 private:
  std::shared_ptr<const Credential> first_;
  std::vector<std::shared_ptr<const Credential>> all_;
};

}  // namespace

std::shared_ptr<const matchers::Credential> load_sample(const Node& node, LoadContext& context) {
  if (!node.is_sequence()) return matchers::load_credential(node, context);
  if (node.size() == 0) {
    context.error(node, ErrorCode::bad_value, "'sample' names no credentials",
                  "name those that are let in at the start");
    return nullptr;
  }
  std::vector<std::shared_ptr<const matchers::Credential>> all;
  for (const Node& entry : node.items())
    if (auto one = matchers::load_credential(entry, context)) all.push_back(std::move(one));
  return all.empty() ? nullptr : std::make_shared<const Samples>(all);
}

std::optional<TokenPlace> token_place(const matchers::Credential& credential) {
  if (const auto* const samples = dynamic_cast<const Samples*>(&credential)) {
    for (const auto& one : samples->all())
      if (auto place = token_place(*one)) return place;
    return std::nullopt;
  }
  http::Headers lines;
  if (!credential.has_token || credential.token.empty() || !credential.apply(lines)) return std::nullopt;
  for (const http::Header line : lines) {
    if (!line.value.ends_with(credential.token)) continue;
    const std::string_view before = line.value.substr(0, line.value.size() - credential.token.size());
    return TokenPlace{std::string{line.name}, std::string{before}};
  }
  return std::nullopt;
}

}  // namespace phantomime::formats
