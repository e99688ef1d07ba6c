using Pdp.Engine.Attributes;
using Pdp.Engine.Combining;
using Pdp.Engine.Decisions;
using Pdp.Engine.Evaluation;
using Pdp.Engine.Model;
using Pdp.Engine.Requests;
using Pdp.Engine.Sources;
using Pdp.Engine.Tests.Combining;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;
using Pdp.Language.Syntax;
using Pdp.Language.Text;
using Pdp.Language.Values;
using Pdp.TestKit;

namespace Pdp.Engine.Tests.Support;

/// <summary>Policies whose conditions are outcomes, without any language: for tests of the combining alone.</summary>
internal static class Stubs
{
    private static readonly DocumentCode Document = new(0, 1, 0, 0);

    public static PolicyNode Policy(CombiningAlgorithm combining, Target target, params ItemNode[] items) =>
        new(
            new PolicyCode
            {
                Source = Make.Combined("p", combining),
                Document = Document,
                Target = target == Target.T ? null : Condition(target),
                Algorithm = SetAlgorithm.Of(combining),
                Obligations = [],
                Advice = [],
                Variables = [],
                Items = [],
                Guard = Guard.Always,
                Index = null,
            },
            "p", items);

    public static PolicyNode Policy(params ItemNode[] items) => Policy(CombiningAlgorithm.DenyOverrides, Target.T, items);

    public static RuleNode Rule(Effect effect, Target when) => new(
        new RuleCode
        {
            Source = Make.Rule("r", effect),
            Version = 1,
            Effect = effect,
            Actions = null,
            When = Condition(when),
            Obligations = [],
            Advice = [],
        },
        "p");

    /// <summary>An item of a value: the only ways there are to make one.</summary>
    public static ItemNode Item(InnerValue value) => value switch
    {
        InnerValue.Permit => Rule(Effect.Permit, Target.T),
        InnerValue.Deny => Rule(Effect.Deny, Target.T),
        InnerValue.IndeterminatePermit => Rule(Effect.Permit, Target.E),
        InnerValue.IndeterminateDeny => Rule(Effect.Deny, Target.E),
        InnerValue.IndeterminateDenyPermit => Policy(Rule(Effect.Permit, Target.E), Rule(Effect.Deny, Target.E)),
        _ => Rule(Effect.Permit, Target.F),
    };

    public static EvaluationContext Context() => new(Set());

    /// <summary>The value of an item.</summary>
    public static InnerValue Evaluate(ItemNode item, EvaluationContext context)
    {
        var trace = default(NoTrace);
        context.Begin("read");
        context.Frame.Deadline = long.MaxValue;
        return Evaluator<NoTrace>.Item(item, isSure: false, default, context, ref trace);
    }

    /// <summary>The answer of a whole set with these roots.</summary>
    public static Decision Decide(params PolicyNode[] roots)
    {
        var decision = new Decision();
        var trace = default(NoTrace);
        var set = Set(roots);
        DecisionMaker<NoTrace>.Decide(set, Ask.Any, decision, new EvaluationContext(set), ref trace);
        return decision;
    }

    private static CompiledSet Set(params PolicyNode[] roots)
    {
        EntityLayout Entity(string name) => new(name, [], null, false, false, -1);
        RootLayout Root(string name) => new(name, new Dictionary<string, EntityLayout>(), Entity(name), null, -1, -1, []);
        return new CompiledSet
        {
            RootIndex = null,
            Roots = roots,
            Shadows = [],
            Layout = new RequestLayout
            {
                SlotCount = 0,
                Subject = Root("subject"),
                Resource = Root("resource"),
                Action = Root("action"),
                Context = Root("context"),
                Use = null,
                Rejects = false,
            },
            Limits = new EngineLimits(),
            DocumentCount = 1,
            Definitions = [],
            VariableCount = 0,
            LocalCount = 0,
            Revision = "test",
        };
    }

    private static Expression Condition(Target outcome)
    {
        var program = new Program("x", new IdentExpr(1, new TextSpan(0, 1), "x", false), new OutcomeNode(outcome), 0);
        return Expression.Of(Make.Expression("x"), program);
    }

    private sealed class OutcomeNode(Target outcome) : Node
    {
        public override Value Evaluate(Frame frame) => outcome switch
        {
            Target.T => Value.True,
            Target.F => Value.False,
            _ => Value.Fail("no value"),
        };
    }
}
