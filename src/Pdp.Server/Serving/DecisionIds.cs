using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Pdp.Server.Serving;

/// <summary>
/// Names for decisions: UUIDs of version 7 (RFC 9562, section 5.7, with a counter as in section 6.2, method 2). Random
/// bits come from the operating system once a thread; after that the thread counts them up, which costs no call into the
/// kernel and still yields no id twice.
/// </summary>
internal static class DecisionIds
{
    /// <summary>Characters of an id.</summary>
    public const int Length = 36;

    [ThreadStatic]
    private static ulong _counter;

    [ThreadStatic]
    private static ushort _random;

    /// <summary>An id that nobody has had.</summary>
    /// <param name="now">The time it shall sort by.</param>
    public static string Next(DateTimeOffset now) => Make(now).ToString("D");

    /// <summary>The same, written in UTF-8.</summary>
    /// <param name="now">The time it shall sort by.</param>
    /// <param name="id">Gets <see cref="Length"/> characters.</param>
    public static void Next(DateTimeOffset now, Span<byte> id) => Make(now).TryFormat(id, out _);

    private static Guid Make(DateTimeOffset now)
    {
        if (_counter == 0) Seed();
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(id, ((ulong)now.ToUnixTimeMilliseconds() << 16) | 0x7000u | (_random & 0xfffu));
        BinaryPrimitives.WriteUInt64BigEndian(id[8..], (_counter++ & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000);
        return new Guid(id, bigEndian: true);
    }

    private static void Seed()
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);

        // The two topmost bits give way to the variant: left clear, counting never reaches them, nor zero again.
        _counter = (BinaryPrimitives.ReadUInt64LittleEndian(random) & 0x1fff_ffff_ffff_ffff) | 1;
        _random = BinaryPrimitives.ReadUInt16LittleEndian(random[8..]);
    }
}
