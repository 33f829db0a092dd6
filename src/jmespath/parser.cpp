#include "jmespath/parser.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "send_bounce/text/number_text.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce::jmespath {
namespace {

// A token of at most this power ends a projection: what follows sees the projection's whole result.
constexpr int kProjectionStop = 10;

constexpr std::string_view kOutOfPlace = "invalid token";
constexpr std::string_view kSyntaxError = "syntax error";

// Top-down operator precedence: a token opens an expression by its prefix, or goes on with what
// stands left of it by its infix if it binds more tightly than the expression asks for.
class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens)
      : text_(text), tokens_(std::move(tokens)) {}

  Parsed<NodePtr> whole() {
    ASSIGN_OR_RETURN(NodePtr root, expression(0));
    if (at(TokenKind::End)) return root;
    return refuse(current(), "Unexpected token: " + python_str(current().value));
  }

 private:
  using Prefix = Parsed<NodePtr> (Parser::*)(const Token& token);
  using Infix = Parsed<NodePtr> (Parser::*)(NodePtr left, const Token& token);

  struct Rule {
    TokenKind kind;
    int power;
    Prefix prefix;
    Infix infix;
    NodeKind node = NodeKind::Current;  // what an infix of two sides makes
  };

  static const Rule& rule(TokenKind kind) {
    static constexpr Rule kRules[] = {
        {TokenKind::Literal, 0, &Parser::literal, nullptr},
        {TokenKind::UnquotedIdentifier, 0, &Parser::field, nullptr},
        {TokenKind::QuotedIdentifier, 0, &Parser::quoted_field, nullptr},
        {TokenKind::Current, 0, &Parser::current_value, nullptr},
        {TokenKind::ExpressionReference, 0, &Parser::reference, nullptr},
        {TokenKind::Pipe, 1, nullptr, &Parser::binary, NodeKind::Pipe},
        {TokenKind::Or, 2, nullptr, &Parser::binary, NodeKind::Or},
        {TokenKind::And, 3, nullptr, &Parser::binary, NodeKind::And},
        {TokenKind::Equal, 5, nullptr, &Parser::binary, NodeKind::Equal},
        {TokenKind::NotEqual, 5, nullptr, &Parser::binary, NodeKind::NotEqual},
        {TokenKind::Less, 5, nullptr, &Parser::binary, NodeKind::Less},
        {TokenKind::LessOrEqual, 5, nullptr, &Parser::binary, NodeKind::LessOrEqual},
        {TokenKind::Greater, 5, nullptr, &Parser::binary, NodeKind::Greater},
        {TokenKind::GreaterOrEqual, 5, nullptr, &Parser::binary, NodeKind::GreaterOrEqual},
        {TokenKind::Flatten, 9, &Parser::flatten_current, &Parser::flatten},
        {TokenKind::Star, 20, &Parser::all_values, nullptr},
        {TokenKind::Filter, 21, &Parser::filter_current, &Parser::filter},
        {TokenKind::Dot, 40, nullptr, &Parser::dot},
        {TokenKind::Not, 45, &Parser::negation, nullptr},
        {TokenKind::LeftBrace, 50, &Parser::multi_select_hash, nullptr},
        {TokenKind::LeftBracket, 55, &Parser::opening_bracket, &Parser::bracket},
        {TokenKind::LeftParenthesis, 60, &Parser::parenthesis, &Parser::call},
    };
    static constexpr Rule kNone = {TokenKind::End, 0, nullptr, nullptr};
    const auto* found = std::find_if(std::begin(kRules), std::end(kRules),
                                     [kind](const Rule& row) { return row.kind == kind; });
    return found == std::end(kRules) ? kNone : *found;
  }

  static int power(TokenKind kind) { return rule(kind).power; }

  // Tokens. The End is never passed, so that there always is a current one.

  const Token& current() const { return tokens_[next_]; }
  bool at(TokenKind kind) const { return current().kind == kind; }
  bool at_either(TokenKind a, TokenKind b) const { return at(a) || at(b); }

  bool take(TokenKind kind) {
    if (!at(kind)) return false;
    ++next_;
    return true;
  }

  Parsed<void> match(TokenKind kind) {
    if (take(kind)) return {};
    return refuse_expecting(token_name(kind));
  }

  tl::unexpected<SyntaxError> refuse(const Token& token, std::string_view reason) const {
    return bad_token(text_, token, reason);
  }

  tl::unexpected<SyntaxError> refuse_expecting(std::string_view expected) const {
    if (at(TokenKind::End)) return incomplete(text_);
    return refuse(current(), expecting(expected));
  }

  std::string expecting(std::string_view expected) const {
    return "Expecting: " + std::string(expected) +
           ", got: " + std::string(token_name(current().kind));
  }

  tl::unexpected<SyntaxError> refuse_depth(const Token& token) const {
    return refuse(token, "Nested deeper than " + std::to_string(kMaxNesting) + " levels");
  }

  Parsed<NodePtr> make(NodeKind kind, Value value, std::vector<NodePtr> children) const {
    int tallest = 0;
    for (const NodePtr& child : children) tallest = std::max(tallest, child->height);
    if (tallest == kMaxNesting) return refuse_depth(current());
    return std::make_unique<const Node>(
        Node{kind, std::move(children), std::move(value), tallest + 1});
  }

  template <class... Children>
  Parsed<NodePtr> make(NodeKind kind, Value value, Children... children) const {
    std::vector<NodePtr> list;
    (list.push_back(std::move(children)), ...);
    return make(kind, std::move(value), std::move(list));
  }

  static NodePtr current_node() { return std::make_unique<const Node>(); }

  // Expressions.

  Parsed<NodePtr> expression(int least_power) {
    if (depth_ == kMaxNesting) return refuse_depth(current());
    ++depth_;
    auto result = expression_within(least_power);
    --depth_;
    return result;
  }

  Parsed<NodePtr> expression_within(int least_power) {
    const Token& first = current();
    if (first.kind == TokenKind::End) return incomplete(text_);
    const Prefix prefix = rule(first.kind).prefix;
    if (prefix == nullptr) return refuse(first, kOutOfPlace);
    ++next_;
    ASSIGN_OR_RETURN(NodePtr left, (this->*prefix)(first));
    while (power(current().kind) > least_power) {
      const Token& token = current();
      const Infix infix = rule(token.kind).infix;
      if (infix == nullptr) return refuse(token, kOutOfPlace);
      ++next_;
      ASSIGN_OR_RETURN(left, (this->*infix)(std::move(left), token));
    }
    return left;
  }

  Parsed<NodePtr> literal(const Token& token) { return make(NodeKind::Literal, token.value); }

  Parsed<NodePtr> field(const Token& token) { return make(NodeKind::Field, token.value); }

  Parsed<NodePtr> quoted_field(const Token& token) {
    if (!at(TokenKind::LeftParenthesis)) return field(token);
    Token parenthesis = current();
    parenthesis.position = 0;
    return refuse(parenthesis, "Quoted identifier not allowed for function names.");
  }

  Parsed<NodePtr> current_value(const Token&) { return current_node(); }

  Parsed<NodePtr> reference(const Token&) {
    ASSIGN_OR_RETURN(NodePtr operand, expression(0));
    return make(NodeKind::ExpressionReference, {}, std::move(operand));
  }

  Parsed<NodePtr> negation(const Token& token) {
    ASSIGN_OR_RETURN(NodePtr operand, expression(power(token.kind)));
    return make(NodeKind::Not, {}, std::move(operand));
  }

  Parsed<NodePtr> parenthesis(const Token&) {
    ASSIGN_OR_RETURN(NodePtr inner, expression(0));
    RETURN_IF_ERROR(match(TokenKind::RightParenthesis));
    return inner;
  }

  Parsed<NodePtr> binary(NodePtr left, const Token& token) {
    const Rule& infix = rule(token.kind);
    ASSIGN_OR_RETURN(NodePtr right, expression(infix.power));
    return make(infix.node, {}, std::move(left), std::move(right));
  }

  // As in the reference, the commas between arguments, and one behind the last, may be left out or
  // given; and parentheses around the function's name do no harm.
  Parsed<NodePtr> call(NodePtr left, const Token&) {
    if (left->kind != NodeKind::Field) {
      const Token& before = tokens_[next_ - 2];
      return refuse(before, "Invalid function name '" + python_str(before.value) + "'");
    }
    std::vector<NodePtr> arguments;
    while (!take(TokenKind::RightParenthesis)) {
      ASSIGN_OR_RETURN(NodePtr argument, expression(0));
      arguments.push_back(std::move(argument));
      take(TokenKind::Comma);
    }
    return make(NodeKind::Call, left->value, std::move(arguments));
  }

  // Behind a dot.

  Parsed<NodePtr> dot(NodePtr left, const Token& token) {
    if (take(TokenKind::Star)) return value_projection(std::move(left), power(token.kind));
    ASSIGN_OR_RETURN(NodePtr right, after_dot(power(token.kind)));
    return make(NodeKind::Subexpression, {}, std::move(left), std::move(right));
  }

  Parsed<NodePtr> after_dot(int least_power) {
    if (at_either(TokenKind::QuotedIdentifier, TokenKind::UnquotedIdentifier) ||
        at(TokenKind::Star)) {
      return expression(least_power);
    }
    const Token& opening = current();
    if (take(TokenKind::LeftBracket)) return multi_select_list();
    if (take(TokenKind::LeftBrace)) return multi_select_hash(opening);
    return refuse(opening,
                  expecting("['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace']"));
  }

  // Brackets.

  Parsed<NodePtr> opening_bracket(const Token&) {
    if (at_either(TokenKind::Number, TokenKind::Colon)) return index_or_slice(current_node());
    if (at(TokenKind::Star) && tokens_[next_ + 1].kind == TokenKind::RightBracket) {
      return list_projection(current_node());
    }
    return multi_select_list();
  }

  Parsed<NodePtr> bracket(NodePtr left, const Token&) {
    if (at_either(TokenKind::Number, TokenKind::Colon)) return index_or_slice(std::move(left));
    return list_projection(std::move(left));
  }

  // Inside the bracket of `[*]`.
  Parsed<NodePtr> list_projection(NodePtr left) {
    RETURN_IF_ERROR(match(TokenKind::Star));
    RETURN_IF_ERROR(match(TokenKind::RightBracket));
    ASSIGN_OR_RETURN(NodePtr right, projected(power(TokenKind::Star)));
    return make(NodeKind::ListProjection, {}, std::move(left), std::move(right));
  }

  // A slice is a projection, except where it stands behind another index: the reference's parser
  // takes `a[0][1:]` for one expression of two indices.
  Parsed<NodePtr> index_or_slice(NodePtr left) {
    const bool behind_index = left->kind == NodeKind::IndexExpression;
    const bool is_slice = at(TokenKind::Colon) || tokens_[next_ + 1].kind == TokenKind::Colon;
    ASSIGN_OR_RETURN(NodePtr right, is_slice ? slice() : index());
    ASSIGN_OR_RETURN(NodePtr indexed,
                     make(NodeKind::IndexExpression, {}, std::move(left), std::move(right)));
    if (!is_slice || behind_index) return indexed;
    ASSIGN_OR_RETURN(NodePtr element, projected(power(TokenKind::Star)));
    return make(NodeKind::ListProjection, {}, std::move(indexed), std::move(element));
  }

  Parsed<NodePtr> index() {
    const std::int64_t position = nearest_int64(current().value);
    ++next_;
    RETURN_IF_ERROR(match(TokenKind::RightBracket));
    return make(NodeKind::Index, position);
  }

  Parsed<NodePtr> slice() {
    List parts{nullptr, nullptr, nullptr};
    std::size_t part = 0;
    while (!at(TokenKind::RightBracket)) {
      if (at(TokenKind::Number)) {
        parts[part] = nearest_int64(current().value);
      } else if (!at(TokenKind::Colon) || ++part == parts.size()) {
        return refuse(current(), kSyntaxError);
      }
      ++next_;
    }
    ++next_;
    return make(NodeKind::Slice, std::move(parts));
  }

  Parsed<NodePtr> multi_select_list() {
    std::vector<NodePtr> elements;
    do {
      ASSIGN_OR_RETURN(NodePtr element, expression(0));
      elements.push_back(std::move(element));
      if (take(TokenKind::RightBracket)) {
        return make(NodeKind::MultiSelectList, {}, std::move(elements));
      }
    } while (take(TokenKind::Comma));
    return refuse_expecting(token_name(TokenKind::Comma));
  }

  // As in the reference, the comma between two members may be left out.
  Parsed<NodePtr> multi_select_hash(const Token&) {
    List keys;
    std::vector<NodePtr> values;
    while (true) {
      const Token& key = current();
      if (!take(TokenKind::QuotedIdentifier) && !take(TokenKind::UnquotedIdentifier)) {
        return refuse_expecting("['quoted_identifier', 'unquoted_identifier']");
      }
      RETURN_IF_ERROR(match(TokenKind::Colon));
      ASSIGN_OR_RETURN(NodePtr value, expression(0));
      keys.push_back(key.value);
      values.push_back(std::move(value));
      if (!take(TokenKind::Comma) && take(TokenKind::RightBrace)) {
        return make(NodeKind::MultiSelectHash, std::move(keys), std::move(values));
      }
    }
  }

  // Projections.

  Parsed<NodePtr> all_values(const Token& token) {
    return value_projection(current_node(), power(token.kind));
  }

  // Behind the star.
  Parsed<NodePtr> value_projection(NodePtr left, int least_power) {
    ASSIGN_OR_RETURN(NodePtr right, projected(least_power));
    return make(NodeKind::ValueProjection, {}, std::move(left), std::move(right));
  }

  Parsed<NodePtr> flatten_current(const Token& token) { return flatten(current_node(), token); }

  Parsed<NodePtr> flatten(NodePtr left, const Token& token) {
    ASSIGN_OR_RETURN(NodePtr flat, make(NodeKind::Flatten, {}, std::move(left)));
    ASSIGN_OR_RETURN(NodePtr right, projected(power(token.kind)));
    return make(NodeKind::ListProjection, {}, std::move(flat), std::move(right));
  }

  Parsed<NodePtr> filter_current(const Token& token) { return filter(current_node(), token); }

  Parsed<NodePtr> filter(NodePtr left, const Token& token) {
    ASSIGN_OR_RETURN(NodePtr condition, expression(0));
    RETURN_IF_ERROR(match(TokenKind::RightBracket));
    ASSIGN_OR_RETURN(NodePtr right,
                     at(TokenKind::Flatten) ? current_node() : projected(power(token.kind)));
    return make(NodeKind::FilterProjection, {}, std::move(left), std::move(right),
                std::move(condition));
  }

  // What a projection does with each of its elements: all that follows and binds tightly enough.
  Parsed<NodePtr> projected(int least_power) {
    if (power(current().kind) < kProjectionStop) return current_node();
    if (at_either(TokenKind::LeftBracket, TokenKind::Filter)) return expression(least_power);
    if (take(TokenKind::Dot)) return after_dot(least_power);
    return refuse(current(), kSyntaxError);
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int depth_ = 0;
};

}  // namespace

Parsed<NodePtr> parse(std::string_view expression, const JsonReader& read_json) {
  ASSIGN_OR_RETURN(std::vector<Token> tokens, tokenize(expression, read_json));
  return Parser(expression, std::move(tokens)).whole();
}

}  // namespace send_bounce::jmespath
