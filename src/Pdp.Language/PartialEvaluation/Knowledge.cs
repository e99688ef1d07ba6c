using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>What is known of an attribute, or of another free name, before an expression can be evaluated.</summary>
public abstract record Knowledge
{
    private Knowledge()
    {
    }

    /// <summary>Nothing is known: any value, or none, or one that cannot be used.</summary>
    public static Knowledge Unknown { get; } = new UnknownKnowledge();

    /// <summary>It is known to be absent: reading it is an error, <c>has</c> is false, <c>.?</c> is none.</summary>
    public static Knowledge Missing { get; } = new MissingKnowledge();

    /// <summary>It is known to be unusable: whatever asks for it, <c>has</c> and <c>.?</c> too, is an error.</summary>
    public static Knowledge Invalid { get; } = new InvalidKnowledge();

    /// <summary>It has this value. Missing and an error stand for <see cref="Missing"/> and <see cref="Invalid"/>.</summary>
    public static Knowledge Of(Value value) => value.IsMissing ? Missing : value.IsError ? Invalid : new KnownValue(value);

    /// <summary>A value that is there, and is this one.</summary>
    public sealed record KnownValue(Value Value) : Knowledge;

    /// <summary>
    /// An object that is there, and of which some members are known. A member is a value, missing, another partly known
    /// value, or unknown: then it has any value or none. No member can be <see cref="Invalid"/>.
    /// </summary>
    /// <param name="Members">What is known of each member.</param>
    /// <param name="IsComplete">Whether it has no members besides; otherwise those are unknown.</param>
    public sealed record PartlyKnownObject(ImmutableDictionary<string, Knowledge> Members, bool IsComplete) : Knowledge
    {
        /// <summary>What is known of a member.</summary>
        public Knowledge this[string member] =>
            Members.TryGetValue(member, out var known) ? known : IsComplete ? Missing : Unknown;
    }

    /// <summary>
    /// A list that is there, with as many elements as these. An element is a value or partly known; an unknown one is
    /// there, with any value.
    /// </summary>
    /// <param name="Elements">What is known of each element.</param>
    public sealed record PartlyKnownList(ImmutableArray<Knowledge> Elements) : Knowledge;

    /// <summary>
    /// Another expression, as <c>variables.x</c> of a policy. What is known decides it too; if that does not suffice, what
    /// is left of it takes the place of its name, so that a residual does not refer to it.
    /// </summary>
    /// <param name="Body">The expression, which has no cycle of such references.</param>
    public sealed record Definition(CheckedExpression Body) : Knowledge;

    internal sealed record UnknownKnowledge : Knowledge;

    internal sealed record MissingKnowledge : Knowledge;

    internal sealed record InvalidKnowledge : Knowledge;
}
