using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Combining;
using Pdp.TestKit;

namespace Pdp.Engine.Tests.Support;

/// <summary>Trees as documents: conditions in CEL, and obligations, some of which fail, as chance has it.</summary>
internal sealed class TreeSources(Random random)
{
    private static readonly string[] True = ["true", "context.mode == 'on'", "variables.yes", "[1, 2].exists(x, x == 2)", "definitions.always"];
    private static readonly string[] False = ["false", "context.mode == 'off'", "!variables.yes", "[1, 2].all(x, x == 2)", "subject.absent == 1 && false"];
    private static readonly string[] Error = ["subject.absent == 1", "1 / 0 == 1", "variables.bad", "context.mode < 1", "subject.absent == 1 || false"];

    private int _ids;

    public PolicySetSource Set(params PolicyTree.Policy[] roots) =>
        Make.Set([.. roots.Select((root, i) => (PolicySource)Item(root) with { Id = $"root-{i}", Version = 1 })]) with
        {
            Definitions = [Make.Condition("always", "context.mode == 'on'")],
        };

    private ItemSource Item(PolicyTree tree)
    {
        var id = $"i{_ids++}";
        switch (tree)
        {
            case PolicyTree.Rule rule:
                return Make.Rule(id, rule.Effect, Condition(rule.When)) with
                {
                    Obligations = [.. Notices(id)],
                    Advice = [.. Notices($"advice-{id}")],
                    Actions = random.Next(3) == 0 ? ["re*", "write"] : null,
                };
            case PolicyTree.Policy policy:
                return Make.Targeted(id, Condition(policy.Target), [.. policy.Items.Select(Item)]) with
                {
                    Combining = policy.Combining,
                    Variables = [Make.Variable("yes", "context.mode == 'on'"), Make.Variable("bad", "subject.absent")],
                    Obligations = [.. Notices(id)],
                };
            default:
                throw new InvalidOperationException();
        }
    }

    private IEnumerable<NoticeSource> Notices(string id) => random.Next(6) switch
    {
        0 => [Make.Notice(id, ("x", Pick(Error)))],
        1 => [Make.Notice(id, ("x", "subject.id"), ("y", Pick(True)))],
        2 => [Make.Notice(id) with { When = Make.Expression(Pick(False)) }, Make.Notice($"{id}-b")],
        _ => [],
    };

    private string Condition(Target outcome) => Pick(outcome switch
    {
        Target.T => True,
        Target.F => False,
        _ => Error,
    });

    private string Pick(string[] texts) => texts[random.Next(texts.Length)];
}
