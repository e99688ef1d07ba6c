using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Language.Functions.Extensions;

/// <summary>
/// A set by CEL's equality: scalars by hash, containers, whose hashes say nothing, one after the other at the cost of
/// the budget.
/// </summary>
internal sealed class ValueSet(Frame frame)
{
    private readonly HashSet<Value> _scalars = new(ValueComparer.Instance);
    private readonly List<Value> _containers = [];

    /// <summary>Adds a value.</summary>
    /// <returns>The error to return when a limit was reached, else null.</returns>
    public EvalError? Add(in Value value, out bool isNew)
    {
        isNew = false;
        if (!IsContainer(value))
        {
            if (Work.Hash(frame, value) is { } limit) return limit;
            isNew = _scalars.Add(value);
            return null;
        }

        if (Find(value, out var found) is { } error) return error;
        isNew = !found;
        if (isNew) _containers.Add(value);
        return null;
    }

    /// <summary>Whether a value is in the set.</summary>
    /// <returns>The error to return when a limit was reached, else null.</returns>
    public EvalError? Contains(in Value value, out bool found)
    {
        if (IsContainer(value)) return Find(value, out found);
        found = false;
        if (Work.Hash(frame, value) is { } limit) return limit;
        found = _scalars.Contains(value);
        return null;
    }

    private static bool IsContainer(in Value value) => value.AsObject is CelList or CelMap or CelOptional;

    private EvalError? Find(in Value value, out bool found)
    {
        found = false;
        foreach (var other in _containers)
        {
            if (frame.Draw(1) is { } limit) return limit;
            if (ValueEquality.TryAreEqual(frame, other, value, out found) is { } error) return error;
            if (found) return null;
        }

        return null;
    }
}
