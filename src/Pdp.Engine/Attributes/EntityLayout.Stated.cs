using Pdp.Engine.Sources;
using Pdp.Language.Values;

namespace Pdp.Engine.Attributes;

/// <content>
/// Filling slots attribute by attribute, without a map of what the caller states. Whatever has more to it than a value in a
/// slot, be it a misfit that is told, an attribute that comes twice or a policy that reads the map itself, is refused here,
/// and <see cref="Fill"/> is asked instead: it alone says what becomes of such requests.
/// </content>
internal sealed partial class EntityLayout
{
    /// <summary>What <see cref="Find"/> says of an attribute that nobody reads or checks.</summary>
    public const int Ignored = -1;

    /// <summary>What <see cref="Find"/> says of an attribute that needs <see cref="Fill"/>.</summary>
    public const int Refused = -2;

    private readonly Utf8Names _names;
    private readonly int[] _uses;

    // the slots of attributes that take any value; −1 for all others
    private readonly int[] _untyped;

    private readonly int _unknown;

    /// <summary>Whether attributes can be taken one by one.</summary>
    public bool TakesAttributes => _propertiesSlot < 0;

    /// <summary>Whether the id says more than itself.</summary>
    public bool KnowsEntities => _known is not null;

    /// <summary>Number of attributes that <see cref="Find"/> may name.</summary>
    public int PlanCount => _plans.Length;

    /// <summary>The place of an attribute to be given to <see cref="Put"/>, or one of the constants.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        var index = _names.Find(name);
        return index < 0 ? _unknown : _uses[index];
    }

    /// <summary>Takes an attribute that the caller states.</summary>
    /// <param name="index">What <see cref="Find"/> said.</param>
    /// <param name="value">Its value.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="stated">Which attributes were stated: those that bear the mark.</param>
    /// <param name="mark">The request's mark.</param>
    /// <returns>False: the request needs <see cref="Fill"/>.</returns>
    public bool Put(int index, in Value value, Value[] slots, long[] stated, long mark)
    {
        if (stated[index] == mark) return false;
        stated[index] = mark;
        if (_untyped[index] is var slot and >= 0)
        {
            slots[slot] = value;
            return true;
        }

        var plan = _plans[index];
        if (!plan.Coercer.TryCoerce(value, out var coerced, out var misfit))
        {
            if (_isEnforced) return false;
            coerced = Value.From(misfit.ToError(plan.Path));
        }

        if (plan.Slot >= 0) slots[plan.Slot] = coerced;
        return true;
    }

    /// <summary>Fills the slots of what the caller did not state.</summary>
    /// <returns>False: the request needs <see cref="Fill"/>.</returns>
    public bool Complete(string? id, Value[] slots, long[] stated, long mark)
    {
        var preset = id is not null && _known is not null && _known.TryGetValue(id, out var known) ? known.Preset : _preset;
        // what is the PDP's own is never marked: a caller's word for it is not taken
        foreach (ref readonly var one in preset.Values.AsSpan())
        {
            if (stated[one.Plan] != mark) slots[one.Slot] = one.Value;
        }

        foreach (var i in preset.Absent)
        {
            if (stated[i] != mark) return false;
        }

        return true;
    }

    private int Use(int index)
    {
        var plan = _plans[index];
        if (plan.Source == AttributeSource.Data) return _isEnforced ? Refused : Ignored;
        if (_isClosed && _isEnforced && !plan.IsDeclared) return Refused;
        return plan.Slot >= 0 || _isEnforced ? index : Ignored;
    }
}
