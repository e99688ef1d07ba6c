using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Pdp.Audit.Buffering;

/// <summary>
/// Entries between the threads that decide and the one that writes: D. Vyukov's bounded queue, in which every place has a number that
/// says whose turn it is. Nothing is allocated, and nobody waits: where there is no room, the answer is no.
/// </summary>
/// <param name="capacity">Most entries; rounded up to a power of two.</param>
/// <param name="mostBytes">Most bytes that all of them hold.</param>
internal sealed class EntryRing<T>(int capacity, long mostBytes)
    where T : class, IAuditEntry, new()
{
    private readonly Place[] _places = MakePlaces((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, capacity)));
    private LoneCounter _tail;
    private LoneCounter _head;
    private long _bytes;

    /// <summary>How many entries there is room for.</summary>
    public int Capacity => _places.Length;

    /// <summary>About how many entries wait.</summary>
    public long Count => Math.Max(0, Volatile.Read(ref _tail.Value) - Volatile.Read(ref _head.Value));

    /// <summary>Takes a place for an entry. It has to be published, whatever happens.</summary>
    /// <param name="bytes">How many bytes the entry is going to hold.</param>
    /// <param name="entry">The entry to fill.</param>
    /// <param name="ticket">Its number; they count from 1.</param>
    public bool TryClaim(int bytes, [NotNullWhen(true)] out T? entry, out long ticket)
    {
        entry = null;
        ticket = 0;
        if (Interlocked.Add(ref _bytes, bytes) > mostBytes)
        {
            Interlocked.Add(ref _bytes, -bytes);
            return false;
        }

        while (true)
        {
            var position = Volatile.Read(ref _tail.Value);
            ref var place = ref _places[position & (_places.Length - 1)];
            var turn = Volatile.Read(ref place.Turn) - position;
            if (turn == 0)
            {
                if (Interlocked.CompareExchange(ref _tail.Value, position + 1, position) != position) continue;
                place.Bytes = bytes;
                entry = place.Entry;
                ticket = position + 1;
                return true;
            }

            if (turn > 0) continue;
            Interlocked.Add(ref _bytes, -bytes);
            return false;
        }
    }

    /// <summary>Hands on an entry that was claimed and filled.</summary>
    public void Publish(long ticket) => Volatile.Write(ref _places[(ticket - 1) & (_places.Length - 1)].Turn, ticket);

    /// <summary>Looks at the next entry, for the one thread that takes them.</summary>
    public bool TryPeek([NotNullWhen(true)] out T? entry, out long ticket)
    {
        var position = _head.Value;
        ref var place = ref _places[position & (_places.Length - 1)];
        ticket = position + 1;
        entry = Volatile.Read(ref place.Turn) == ticket ? place.Entry : null;
        return entry is not null;
    }

    /// <summary>Takes the entry that was looked at away; its place is free again.</summary>
    public void Advance()
    {
        var position = _head.Value;
        ref var place = ref _places[position & (_places.Length - 1)];
        place.Entry.Clear();
        Interlocked.Add(ref _bytes, -place.Bytes);
        Volatile.Write(ref _head.Value, position + 1);
        Volatile.Write(ref place.Turn, position + _places.Length);
    }

    private static Place[] MakePlaces(int count)
    {
        var places = new Place[count];
        for (var i = 0; i < count; i++) places[i] = new Place { Turn = i, Entry = new T() };
        return places;
    }

    private struct Place
    {
        public long Turn;
        public T Entry;
        public int Bytes;
    }
}
