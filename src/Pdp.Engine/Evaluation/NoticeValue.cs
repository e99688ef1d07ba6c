using System.Runtime.CompilerServices;
using Pdp.Language.Runtime;
using Pdp.Language.Values;

namespace Pdp.Engine.Evaluation;

/// <summary>Property values of obligations and advice: what JSON can say.</summary>
internal static class NoticeValue
{
    private const int CharactersPerUnit = 16;

    /// <summary>
    /// The value as it goes to the PEP, or an error when JSON has nothing for it. It draws on the budget by the size that
    /// the value has when it is written out: lists that share elements hold far more of them than memory has room for.
    /// </summary>
    public static Value From(Frame frame, in Value value)
    {
        if (frame.Draw(1 + Length(value) / CharactersPerUnit) is { } limit) return Value.From(limit);
        switch (value.Kind)
        {
            case ValueKind.Ip or ValueKind.Cidr:
                return CelText.ToStringValue(value);
            case ValueKind.Optional or ValueKind.Type:
                return Value.Fail($"an obligation cannot tell a value of kind {KindName(value.Kind)}");
            case ValueKind.Double when !double.IsFinite(value.AsDouble):
                return Value.Fail("an obligation cannot tell a number that is infinite or not a number");
            case ValueKind.List or ValueKind.Map:
                return RuntimeHelpers.TryEnsureSufficientExecutionStack()
                    ? value.AsList is { } list ? FromList(frame, value, list) : FromMap(frame, value.AsMap!)
                    : Value.Fail("limit reached: the value is nested too deep");
            default:
                return value;
        }
    }

    private static Value FromList(Frame frame, in Value value, CelList list)
    {
        Value[]? changed = null;
        for (var i = 0; i < list.Count; i++)
        {
            var before = list[i];
            var after = From(frame, before);
            if (after.IsError) return after;
            if (changed is null && !ReferenceEquals(before.AsObject, after.AsObject)) changed = list.Items.ToArray();
            if (changed is not null) changed[i] = after;
        }

        return changed is null ? value : Value.From(new CelList(changed));
    }

    private static Value FromMap(Frame frame, CelMap map)
    {
        var entries = new KeyValuePair<string, Value>[map.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var (key, before) = map.EntryAt(i);
            if (key.AsString is not { } name)
                return Value.Fail("an obligation cannot tell a map whose keys are not strings");
            if (frame.Draw(name.Length / CharactersPerUnit) is { } limit) return Value.From(limit);
            var after = From(frame, before);
            if (after.IsError) return after;
            entries[i] = new(name, after);
        }

        return Value.From(new StringMap(entries));
    }

    private static int Length(in Value value) => value.AsString?.Length ?? value.AsBytes?.Span.Length ?? 0;

    private static string KindName(ValueKind kind) => kind.ToString().ToLowerInvariant();
}
