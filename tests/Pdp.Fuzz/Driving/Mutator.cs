using Pdp.Fuzz.Targets;

namespace Pdp.Fuzz.Driving;

/// <summary>Makes an input of one or two others.</summary>
internal sealed class Mutator(ITarget target, Random random)
{
    /// <summary>Longest input that is made, in UTF-16 units.</summary>
    public const int Longest = 12_000;

    public string Mutate(string input, string other)
    {
        if (random.Next(3) == 0 && target.Cross(input, other, random) is { } crossed) input = crossed;
        for (var edits = 1 << random.Next(4); edits > 0; edits--) input = Edit(input, other);
        return input.Length > Longest ? input[..Longest] : input;
    }

    private string Edit(string input, string other)
    {
        var at = random.Next(input.Length + 1);
        var length = Math.Min(input.Length - at, 1 + random.Next(random.Next(2) == 0 ? 4 : 32));
        switch (random.Next(10))
        {
            case 0: return input.Remove(at, length);
            case 1: return input.Insert(at, ((char)random.Next(' ', 127)).ToString());
            case 2 when length > 0: return input.Remove(at, 1).Insert(at, ((char)(random.Next(20) == 0 ? random.Next(0x10000) : random.Next(128))).ToString());
            case 3: return input.Insert(random.Next(input.Length + 1), input.Substring(at, length));
            case 4 when other.Length > 0:
                var from = random.Next(other.Length);
                return input.Insert(at, other.Substring(from, Math.Min(other.Length - from, 1 + random.Next(40))));
            case 5 when random.Next(20) == 0 && length > 0:
                return input.Insert(at, string.Concat(Enumerable.Repeat(input.Substring(at, length), 1 << random.Next(1, 11))));
            case 6: return input.Remove(at, length).Insert(at, Word());
            default: return input.Insert(at, Word());
        }
    }

    private string Word() => target.Words[random.Next(target.Words.Length)];
}
