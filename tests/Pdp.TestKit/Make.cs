using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.TestKit;

/// <summary>Builds what policy sets are compiled from, in short. Everything is a record: change the rest by <c>with</c>.</summary>
public static class Make
{
    /// <summary>Limits of which no test reaches that of time, however busy the machine is.</summary>
    public static EngineLimits Limits { get; } = new() { DecisionTime = TimeSpan.FromMinutes(10) };

    /// <summary>A policy set of these policies.</summary>
    public static PolicySetSource Set(params PolicySource[] policies) =>
        new() { Revision = "test", Policies = [.. policies], Limits = Limits };

    /// <summary>A policy of version 1 with these items.</summary>
    public static PolicySource Policy(string id, params ItemSource[] items) =>
        new() { Id = id, Version = 1, Items = [.. items], Location = At(id) };

    /// <summary>A policy with a target.</summary>
    public static PolicySource Targeted(string id, string target, params ItemSource[] items) =>
        Policy(id, items) with { Target = Expression(target, At(id).Child("target")) };

    /// <summary>A policy with an algorithm.</summary>
    public static PolicySource Combined(string id, CombiningAlgorithm combining, params ItemSource[] items) =>
        Policy(id, items) with { Combining = combining };

    /// <summary>A rule that permits.</summary>
    public static RuleSource Permit(string id, string? when = null) => Rule(id, Effect.Permit, when);

    /// <summary>A rule that denies.</summary>
    public static RuleSource Deny(string id, string? when = null) => Rule(id, Effect.Deny, when);

    /// <summary>A rule.</summary>
    public static RuleSource Rule(string id, Effect effect, string? when = null) => new()
    {
        Id = id,
        Effect = effect,
        When = when is null ? null : Expression(when, At(id).Child("when")),
        Location = At(id),
    };

    /// <summary>A reference.</summary>
    public static ReferenceSource Reference(string id, int? version = null) =>
        new() { Id = id, Version = version, Location = At($"ref-{id}") };

    /// <summary>An obligation or a piece of advice.</summary>
    public static NoticeSource Notice(string id, params (string Name, string Expression)[] properties) => new()
    {
        Id = id,
        Properties = [.. properties.Select(property => Variable(property.Name, property.Expression))],
        Location = At(id),
    };

    /// <summary>A variable or property.</summary>
    public static VariableSource Variable(string name, string expression) =>
        new(name, Expression(expression, At("variables").Child(name)));

    /// <summary>An expression.</summary>
    public static ExpressionSource Expression(string text, SourceLocation? location = null) =>
        new(text, location ?? At("expression"));

    /// <summary>A named condition.</summary>
    public static DefinitionSource Condition(string name, string expression) =>
        new(name, default, Expression(expression, At("definitions").Child(name)), At("definitions").Child(name));

    /// <summary>A constant.</summary>
    public static DefinitionSource Constant(string name, Value value) =>
        new(name, value, null, At("definitions").Child(name));

    /// <summary>A place.</summary>
    public static SourceLocation At(string name) => new("test.json", $"/{name}");
}
