#include "phantomime/formats/format_version.hpp"

namespace phantomime::formats {

bool check_version(const Node& root, LoadContext& context) {
  if (root.is_null()) {
    context.error(root, ErrorCode::missing_key, "the file is empty", "begin it with phantomime: 1");
    return false;
  }
  if (!expect_mapping(root, context, "the file")) return false;
  const Node* version = root.find("phantomime");
  if (!version) {
    context.error(root, ErrorCode::missing_key, "the file does not say its format's version",
                  "begin it with phantomime: 1");
    return false;
  }
  if (version->as_integer() == format_version) return true;
  const auto number = version->as_number();
  if (!number) {
    context.wrong_type(*version, "the integer 1");
    return false;
  }
  context.error(*version, ErrorCode::version, "version " + version->text() + " of the format is unknown",
                "this program reads version 1");
  return false;
}

}  // namespace phantomime::formats
