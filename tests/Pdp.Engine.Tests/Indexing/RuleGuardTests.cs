using CsCheck;
using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Support;
using Pdp.Language.Runtime;
using Pdp.Language.Values;
using Pdp.TestKit;
using Xunit;

namespace Pdp.Engine.Tests.Indexing;

public sealed class RuleGuardTests
{
    [Theory]
    [InlineData(null, null, "always")]
    [InlineData("resource.type == 'document'", null, "resource.type: 'document'")]
    [InlineData(null, "read", "action.name: 'read'")]
    [InlineData(null, "read,list", "action.name: 'read', 'list'")]
    [InlineData(null, "re*", "action.name: starts with 're'")]
    [InlineData(null, "list,re*", "action.name: 'list' || action.name: starts with 're'")]
    [InlineData(null, "read,*", "always")]
    [InlineData("subject.id == 'alice' && subject.type == 'user'", "read", "action.name: 'read' && subject.id: 'alice' && subject.type: 'user'")]
    [InlineData("subject.role == 'a'", "read", "action.name: 'read' && subject.role: 'a', missing, invalid")]
    [InlineData("action.name == 'write'", "read", "never")]
    [InlineData("action.name == 'read'", "re*", "action.name: 'read'")]
    [InlineData("subject.properties['id'] == 1", null, "subject.properties.id: 1, missing, missing step, invalid")]
    public void A_rules_own_guard_is_that_of_its_actions_and_its_condition(string? when, string? actions, string guard)
    {
        var rule = Make.Permit("r", when) with { Actions = actions is null ? null : [.. actions.Split(',')] };
        var node = Assert.Single(RulesOf(Compiled.Set(Make.Policy("p", rule))));
        Assert.Equal(guard, node.Guard.Own.ToString());
        Assert.Equal("always", node.Guard.Targets.ToString());
        Assert.Equal(guard, node.Guard.All.ToString());
    }

    [Fact]
    public void The_targets_of_all_policies_around_count()
    {
        var inner = Make.Targeted("inner", "variables.admin", Make.Permit("r", "subject.level > 2"));
        var outer = Make.Targeted("outer", "resource.type == 'document' && size(subject.id) > 3", inner) with
        {
            Variables = [Make.Variable("role", "subject.role"), Make.Variable("admin", "variables.role in definitions.admins")],
        };
        var set = Compiled.Set(Make.Set(outer) with { Definitions = [Make.Constant("admins", Ask.List(Value.From("a"), Value.From("b")))] });
        var guard = Assert.Single(RulesOf(set)).Guard;
        Assert.Equal("subject.level: > 2, no number, missing, invalid", guard.Own.ToString());
        Assert.Equal("resource.type: 'document' && subject.role: 'a', 'b', missing, invalid", guard.Targets.ToString());
        Assert.Equal($"{guard.Targets.Clauses[0].Atoms[0]} && {guard.Own} && {guard.Targets.Clauses[0].Atoms[1]}", guard.All.ToString());
    }

    [Fact]
    public void A_policy_that_is_referenced_from_two_places_has_the_targets_of_each()
    {
        var set = Compiled.Set(
            Make.Targeted("a", "resource.type == 'a'", Make.Reference("shared")), Make.Targeted("b", "resource.type == 'b'", Make.Reference("shared")),
            Make.Policy("shared", Make.Permit("r", "resource.id == 'x'")));
        Assert.Equal(["resource.type: 'a'", "resource.type: 'b'"], RulesOf(set).Select(node => node.Guard.Targets.ToString()));
        Assert.All(RulesOf(set), node => Assert.Equal("resource.id: 'x'", node.Guard.Own.ToString()));
    }

    [Fact]
    public void An_environment_in_which_only_one_type_exists_does_not_make_requests_of_others_known()
    {
        var source = Make.Set(Make.Policy("p", Make.Deny("r", "resource.type != 'document'"))) with
        {
            Schema = new SchemaSource { Enforcement = SchemaEnforcement.Warn, Resources = [Schemas.Kind("document")] },
        };
        var set = Compiled.Set(source);
        Assert.Equal("always", Assert.Single(RulesOf(set)).Guard.All.ToString());
        Assert.Equal(InnerValue.Deny, set.Answer(Ask.Any.WithResourceType("folder")).Value);
    }

    [Fact]
    public void Tells_why_a_rule_is_left_out()
    {
        var set = Compiled.Set(Make.Targeted("p", "resource.type == 'document'", Make.Permit("r")));
        var (_, slots) = Begin(set, Ask.Any.WithResourceType("invoice"));
        Assert.Equal("`resource.type` is `invoice`, the rule needs `document`", Assert.Single(RulesOf(set)).Guard.Explain(slots));
    }

    [Fact]
    public void Where_a_guard_does_not_hold_the_rule_or_a_policy_around_it_is_not_applicable()
    {
        var (refused, asked) = (0, 0);
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var policies = new GuardedPolicies(random);
                var set = Compiled.Set(policies.Set());
                for (var i = 0; i < 40; i++)
                {
                    var (context, slots) = Begin(set, policies.Request());
                    foreach (var root in set.Compiled.Roots)
                    {
                        if (!AreSound(root, [], context, slots, ref asked, ref refused)) return false;
                    }
                }

                return true;
            },
            iter: 400, threads: 1);
        Assert.True(asked > 100_000 && refused > asked / 4 && refused < asked, $"{refused} of {asked} refused");
    }

    [Fact]
    public void Rules_that_are_left_out_change_neither_the_answer_nor_its_errors()
    {
        Gen.Int.Sample(
            seed =>
            {
                var policies = new GuardedPolicies(new Random(seed));
                Check(Compiled.Set(policies.Set()), policies.Request, 40);
            },
            iter: 200);
        Gen.Select(RandomTrees.Policies, Gen.Int).Sample(
            (tree, seed) => Check(Compiled.Set(new TreeSources(new Random(seed)).Set(tree)), () => Ask.Any.WithContext(("mode", Value.From("on"))), 1),
            iter: 1_000);

        static void Check(PolicySet set, Func<Request> next, int requests)
        {
            for (var i = 0; i < requests; i++)
            {
                var request = next();
                var slots = Begin(set, request).Slots;
                var roots = set.Compiled.Roots.Select(root => (PolicyNode)Without(root, slots)).ToArray();
                Assert.Equal(Told(set.Compiled.Roots, set, request), Told(roots, set, request));
            }
        }

        static string Told(PolicyNode[] roots, PolicySet set, Request request)
        {
            var (context, _) = Begin(set, request);
            var trace = default(ScanTrace);
            var value = Evaluator<ScanTrace>.Roots(roots, null, null, default, context, ref trace, keepsValues: true);
            return $"{value}: {string.Join("; ", context.Errors.Select(error => $"{error.Policy}/{error.Rule} {error.Message}"))}"
                + $" by {string.Join(", ", context.Permit.Determining.Concat(context.Deny.Determining))}";
        }
    }

    private static bool AreSound(
        ItemNode item, ItemNode[] around, EvaluationContext context, ReadOnlySpan<Value> slots, ref int asked, ref int refused)
    {
        if (item is PolicyNode policy)
        {
            foreach (var inner in policy.Items)
            {
                if (!AreSound(inner, [.. around, policy], context, slots, ref asked, ref refused)) return false;
            }

            return true;
        }

        var trace = default(NoTrace);
        var guard = ((RuleNode)item).Guard;
        asked++;
        if (!guard.All.Admits(slots)) refused++;
        else if (!guard.Own.Admits(slots) || !guard.Targets.Admits(slots)) return true;
        var isFalse = false;
        foreach (var one in around) isFalse |= Evaluator<NoTrace>.Target((PolicyNode)one, isSure: false, context, ref trace) == Truth.False;
        var value = Evaluator<NoTrace>.Item(item, isSure: false, default, context, ref trace);
        if (!guard.Own.Admits(slots) && value != InnerValue.NotApplicable) return false;
        if (!guard.Targets.Admits(slots) && !isFalse) return false;
        return guard.All.Admits(slots) || isFalse || value == InnerValue.NotApplicable;
    }

    /// <summary>The tree with the rules taken out whose guard does not hold.</summary>
    private static ItemNode Without(ItemNode item, Value[] slots) => item is PolicyNode policy
        ? new PolicyNode(
            policy.Code, policy.Path,
            [.. policy.Items.Where(inner => inner is not RuleNode rule || rule.Guard.All.Admits(slots)).Select(inner => Without(inner, slots))])
        : item;

    private static (EvaluationContext Context, Value[] Slots) Begin(PolicySet set, Request request)
    {
        var context = new EvaluationContext(set.Compiled);
        context.Begin(request.Action.Name);
        context.Frame.Now = Value.From(Ask.Noon);
        set.Compiled.Layout.Fill(request, context.Frame.Slots);
        return (context, context.Frame.Slots);
    }

    private static List<RuleNode> RulesOf(PolicySet set)
    {
        var rules = new List<RuleNode>();
        foreach (var root in set.Compiled.Roots) Add(root);
        return rules;

        void Add(ItemNode item)
        {
            if (item is RuleNode rule) rules.Add(rule);
            else foreach (var inner in ((PolicyNode)item).Items) Add(inner);
        }
    }
}
