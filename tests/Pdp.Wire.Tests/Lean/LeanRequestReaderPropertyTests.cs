using CsCheck;
using Google.Protobuf;
using Pdp.Engine.Requests;
using Pdp.Language.Values;
using Pdp.Wire.Requests;
using Xunit;

namespace Pdp.Wire.Tests.Lean;

public sealed class LeanRequestReaderPropertyTests
{
    private static readonly Gen<StringMap> Attributes =
        Gen.Select(Gen.OneOf(OneOf(Probe.Names), Generators.Text), Generators.Json).Array[0, 6].Select(static pairs => new StringMap(
            [.. pairs.DistinctBy(static p => p.Item1, StringComparer.Ordinal).Select(static p => KeyValuePair.Create(p.Item1, p.Item2))]));

    private static readonly Gen<Request> Requests =
        from subject in Gen.Select(OneOf("user", "robot", "ghost"), OneOf("alice", "bob"), Attributes)
        from action in Gen.Select(OneOf("read", "weld", "fly"), Attributes)
        from resource in Gen.Select(OneOf("document", "stone"), OneOf("d1", "d2"), Attributes)
        from context in Attributes
        select new Request(
            new Entity(subject.Item1, subject.Item2, subject.Item3), new ActionInfo(action.Item1, action.Item2),
            new Entity(resource.Item1, resource.Item2, resource.Item3), context);

    // A message that is none, of fields that mean something somewhere, within one another.
    private static readonly Gen<byte[]> Soup = Gen.Recursive<byte[]>(static (depth, inner) =>
    {
        var leaf = Gen.OneOf(
            Gen.Select(Gen.Int[0, 12], Gen.ULong[0, 3]).Select(static p => Bytes.Join(Bytes.Tag(p.Item1, Bytes.Varint), Bytes.Number(p.Item2))),
            Gen.Select(Gen.Int[1, 6], Gen.Double).Select(static p => Bytes.Join(Bytes.Tag(p.Item1, Bytes.Fixed64), Bytes.Double(p.Item2))),
            Gen.Select(Gen.Int[1, 6], OneOf(Probe.Names)).Select(static p => Bytes.Text(p.Item1, p.Item2)),
            Gen.Int[1, 6].Select(static f => Bytes.Join(Bytes.Tag(f, Bytes.GroupStart), Bytes.Tag(f, Bytes.GroupEnd))),
            Gen.Select(Gen.Int[1, 6], Gen.Byte.Array[0, 4]).Select(static p => Bytes.Field(p.Item1, p.Item2)));
        return depth > 6
            ? leaf
            : Gen.Frequency(
                (1, leaf),
                (3, Gen.Select(Gen.Int[1, 6], inner.Array[0, 3]).Select(static p => Bytes.Field(p.Item1, p.Item2))));
    });

    [Fact]
    public void Whatever_libraries_write_is_read_without_them_and_as_they_read_it() =>
        Requests.Sample(
            static request =>
            {
                var bytes = RequestWriter.ToMessage(request).ToByteArray();
                Assert.Equal((true, true), Differential.Compare(Probe.Plain, bytes));
                foreach (var set in Probe.Typed) Assert.True(Differential.Compare(set, bytes).Library);
            },
            iter: 2000);

    [Fact]
    public void Damaged_messages_are_read_as_the_library_reads_them() =>
        Gen.Select(Requests, Gen.Select(Gen.Int[0, 5], Gen.Int[0, 100_000], Gen.Int[0, 100_000], Gen.Byte).Array[1, 4]).Sample(
            static (request, damages) =>
            {
                var bytes = RequestWriter.ToMessage(request).ToByteArray();
                foreach (var (kind, at, other, with) in damages) bytes = Damage(bytes, kind, at, other, with);
                Differential.Compare(Probe.Plain, bytes);
                foreach (var set in Probe.Typed) Differential.Compare(set, bytes);
            },
            iter: 20_000);

    [Fact]
    public void Fields_at_random_are_read_as_the_library_reads_them() =>
        Soup.Array[0, 4].Sample(
            static parts =>
            {
                Differential.Compare(Probe.Plain, Bytes.Join(parts));

                // inside of a request, so that much of it is accepted
                Differential.Compare(Probe.Plain, Bytes.WithContext(parts));
                Differential.Compare(Probe.Plain, Bytes.WithRead(parts));
                Differential.Compare(Probe.Plain, Bytes.WithUnread(parts));
                Differential.Compare(Probe.Typed[1], Bytes.Join(Bytes.Subject(parts), Bytes.Action(parts), Bytes.Resource()));
            },
            iter: 20_000);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static byte[] Damage(byte[] bytes, int kind, int at, int other, byte with)
    {
        if (bytes.Length == 0) return bytes;
        at %= bytes.Length;
        var end = at + (other % Math.Min(12, bytes.Length - at + 1));
        switch (kind)
        {
            case 0:
                return [.. bytes[..at], with, .. bytes[(at + 1)..]];
            case 1:
                return [.. bytes[..at], (byte)(bytes[at] ^ (1 << (with % 8))), .. bytes[(at + 1)..]];
            case 2:
                return [.. bytes[..at], with, .. bytes[at..]];
            case 3:
                return [.. bytes[..at], .. bytes[end..]];
            case 4:
                return [.. bytes[..end], .. bytes[at..]];
            default:
                return bytes[..at];
        }
    }
}
