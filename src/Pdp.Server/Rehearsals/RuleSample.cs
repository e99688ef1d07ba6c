using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Server.Rehearsals;

/// <summary>
/// A request that a rule might be asked: the constants that its conditions compare attributes with, and something for the
/// attributes that they only read. What comes of it does not matter; it is to take the ways that real ones take.
/// </summary>
internal sealed class RuleSample
{
    private const long SomeNumber = 5;

    private const string SomeText = "x";

    private readonly Dictionary<(string Root, string Member), Value> _members = [];

    /// <summary>Makes the request.</summary>
    /// <param name="policy">The policy that holds the rule.</param>
    /// <param name="rule">The rule.</param>
    public static Request Of(PolicySource policy, RuleSource rule)
    {
        var sample = new RuleSample();
        if (rule.When is { } when) sample.Read(when.Text);
        if (policy.Target is { } target) sample.Read(target.Text);
        var action = rule.Actions is { IsDefaultOrEmpty: false } actions ? actions[0].TrimEnd('*') : "";
        return new Request(
            sample.Entity("subject"), new ActionInfo(action.Length > 0 ? action : sample.Own("action", "name"), sample.Properties("action")),
            sample.Entity("resource"), sample.Properties("context"));
    }

    private Entity Entity(string root) => new(Own(root, "type"), Own(root, "id"), Properties(root));

    private string Own(string root, string member) =>
        _members.TryGetValue((root, member), out var value) && value.AsString is { Length: > 0 } text ? text : SomeText;

    private StringMap Properties(string root) => new(
        [
            .. _members.Where(m => m.Key.Root == root && m.Key.Member is not ("type" or "id" or "name" or "properties"))
                .Select(static m => KeyValuePair.Create(m.Key.Member, m.Value)),
        ]);

    private void Read(string text)
    {
        // a policy that is served has been parsed before: it is neither too long nor too deep
        if (Parser.Parse(text).Root is { } root) Visit(root, isCondition: true);
    }

    private void Visit(Expr node, bool isCondition)
    {
        switch (node)
        {
            case SelectExpr { Operand: IdentExpr { Name: "subject" or "resource" or "action" or "context" } root } select:
                Put(root.Name, select.Field, isCondition ? Value.True : Value.From(SomeText), isWeak: true);
                return;
            case BinaryExpr { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } equality:
                Compare(equality.Left, equality.Right, Value.From(SomeText));
                break;
            case BinaryExpr { Operator: BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual } order:
                Compare(order.Left, order.Right, Value.From(SomeNumber));
                break;
            case BinaryExpr { Operator: BinaryOperator.In, Left: LiteralExpr item, Right: SelectExpr list }:
                Put(list, Value.From(new CelList([item.Value])));
                break;
            case BinaryExpr { Operator: BinaryOperator.In, Left: SelectExpr item, Right: ListExpr { Elements: [{ Value: LiteralExpr first }, ..] } }:
                Put(item, first.Value);
                break;
        }

        var areConditions = node is LogicExpr or UnaryExpr { Operator: UnaryOperator.Not };
        foreach (var part in Children.Of(node)) Visit(part, areConditions);
    }

    private void Compare(Expr left, Expr right, Value otherwise)
    {
        Put(left, right is LiteralExpr constant ? constant.Value : otherwise);
        Put(right, left is LiteralExpr other ? other.Value : otherwise);
    }

    private void Put(Expr node, Value value)
    {
        if (node is SelectExpr { Operand: IdentExpr root } select) Put(root.Name, select.Field, value, isWeak: false);
    }

    private void Put(string root, string member, Value value, bool isWeak)
    {
        if (isWeak) _members.TryAdd((root, member), value);
        else _members[(root, member)] = value;
    }
}
