// body: base64: exactly these bytes.
#include "phantomime/base/base64.hpp"

#include "phantomime/matchers/bodies/body_keys.hpp"

namespace phantomime::matchers {

namespace {

std::string counted(std::size_t size) { return std::to_string(size) + (size == 1 ? " byte" : " bytes"); }

class ExactBytes final : public Matcher {
 public:
  ExactBytes(std::string bytes, Location where) : bytes_{std::move(bytes)}, where_{std::move(where)} {}

  bool matches(const http::RequestView& request) const override { return request.request().body == bytes_; }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    const std::string& body = request.request().body;
    if (body == bytes_) return;
    std::string actual = body.empty() ? "no body" : counted(body.size());
    if (body.size() == bytes_.size() && !body.empty()) actual = "other " + actual;
    differences.push_back({"body", describe_bytes(), actual, "send a body of exactly the bytes that the stub asks for",
                           body.empty() ? 1 : text_distance(body, bytes_) * 0.8 + 0.1, where_});
  }
  std::string describe() const override { return "body " + describe_bytes(); }
  std::string identity() const override { return "bytes " + encode_base64(bytes_); }

 private:
  std::string describe_bytes() const { return "is exactly " + counted(bytes_.size()) + " given as base64"; }
  std::string bytes_;
  Location where_;
};

void load_base64(const Node& node, LoadContext& context, BodyDraft& draft) {
  const auto text = read_string(node, context, "'base64'");
  if (!text) return;
  auto bytes = decode_base64(*text);
  if (!bytes)
    context.error(node, bytes.error().code, bytes.error().what, bytes.error().hint);
  else
    draft.matchers.push_back(std::make_shared<ExactBytes>(std::move(*bytes), node.location()));
}

}  // namespace

BodyKey base64_key() {
  return {
      {"base64", "is exactly these bytes",
       R"json({"type": "string", "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^\\$\\{"})json",
       "AAEC", "'?'"},
      load_base64};
}

}  // namespace phantomime::matchers
