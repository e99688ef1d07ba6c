using System.Collections.Concurrent;

namespace Pdp.Language.Regex;

/// <summary>
/// Values by text, bounded by what they weigh together: when it is full it begins anew. For any number of threads; what two
/// make at once is counted twice.
/// </summary>
/// <param name="capacity">The most that entries weigh together.</param>
/// <param name="weigh">About how many bytes a value holds at most.</param>
internal sealed class BoundedCache<T>(long capacity, Func<T, long> weigh)
{
    // an entry, its key's object, what the table needs for it
    private const long EntryWeight = 150;

    private Shelf _shelf = new();

    /// <summary>Number of entries.</summary>
    public int Count => Volatile.Read(ref _shelf).Entries.Count;

    /// <summary>What the entries weigh.</summary>
    public long Weight => Interlocked.Read(ref Volatile.Read(ref _shelf).Weight);

    /// <summary>The value of a text, made when it is not kept. What is too heavy by itself is never kept.</summary>
    public T GetOrMake(string text, Func<string, T> make)
    {
        var shelf = Volatile.Read(ref _shelf);
        if (shelf.Entries.TryGetValue(text, out var found)) return found;
        var made = make(text);
        var weight = EntryWeight + 2L * text.Length + weigh(made);
        if (weight > capacity) return made;
        if (Interlocked.Add(ref shelf.Weight, weight) > capacity)
        {
            shelf = new Shelf { Weight = weight };
            Volatile.Write(ref _shelf, shelf);
        }

        shelf.Entries.TryAdd(text, made);
        return made;
    }

    private sealed class Shelf
    {
        public readonly ConcurrentDictionary<string, T> Entries = new(StringComparer.Ordinal);
        public long Weight;
    }
}
