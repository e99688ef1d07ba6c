namespace Pdp.Engine.Tests.Support;

/// <summary>All sequences of some length.</summary>
internal static class Vectors
{
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IReadOnlyList<T> values, int length)
    {
        var count = (long)Math.Pow(values.Count, length);
        for (long number = 0; number < count; number++)
        {
            var vector = new T[length];
            var rest = number;
            for (var i = 0; i < length; i++)
            {
                vector[i] = values[(int)(rest % values.Count)];
                rest /= values.Count;
            }

            yield return vector;
        }
    }

    public static IEnumerable<IReadOnlyList<T>> UpTo<T>(IReadOnlyList<T> values, int length) =>
        Enumerable.Range(0, length + 1).SelectMany(size => Of(values, size));
}
