using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Wire.Tests;

/// <summary>Equality that also tells an int from a double, and looks at the order of members.</summary>
internal static class Same
{
    public static bool Requests(Request left, Request right) =>
        Entities(left.Subject, right.Subject) && left.Action.Name == right.Action.Name &&
        Maps(left.Action.Properties, right.Action.Properties) && Entities(left.Resource, right.Resource) &&
        Maps(left.Context, right.Context);

    public static bool Values(in Value left, in Value right)
    {
        if (left.Kind != right.Kind) return false;
        switch (left.Kind)
        {
            case ValueKind.List:
                var (a, b) = (left.AsList!, right.AsList!);
                if (a.Count != b.Count) return false;
                for (var i = 0; i < a.Count; i++)
                {
                    if (!Values(a[i], b[i])) return false;
                }

                return true;
            case ValueKind.Map:
                return Maps((StringMap)left.AsMap!, (StringMap)right.AsMap!);
            default:
                return ValueEquality.AreEqual(left, right);
        }
    }

    private static bool Entities(Entity left, Entity right) =>
        left.Type == right.Type && left.Id == right.Id && Maps(left.Properties, right.Properties);

    private static bool Maps(StringMap left, StringMap right)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (left.Entries[i].Key != right.Entries[i].Key || !Values(left.Entries[i].Value, right.Entries[i].Value)) return false;
        }

        return true;
    }
}
