namespace Pdp.Fuzz.Targets;

/// <summary>States what must hold.</summary>
internal static class Promise
{
    public static void That(bool holds, string otherwise)
    {
        if (!holds) throw new BrokenPromiseException(otherwise);
    }
}
