namespace Pdp.Language.Values;

/// <summary>CEL's equality: total over types, numbers on one line and compared exactly, NaN equal to nothing.</summary>
public static class ValueEquality
{
    /// <summary>Whether two values, neither missing nor an error, are equal.</summary>
    public static bool AreEqual(in Value left, in Value right) => throw new NotImplementedException();

    /// <summary>
    /// A hash by which equal values have equal hashes (3, 3u and 3.0; −0.0 and 0); not defined for values without one
    /// (lists, maps and NaN hash by kind).
    /// </summary>
    public static int Hash(in Value value) => throw new NotImplementedException();
}
