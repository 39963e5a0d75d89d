using System.Buffers.Text;
using System.Text;
using McpGuard.Testing;

namespace McpGuard.Tests.Tokens.Mutations;

/// <summary>Makes one change, or a few, to a token that was good.</summary>
internal sealed class TokenMutator(Random random, TestSigningKey trusted, TestSigningKey foreign)
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0%\u00E9\u212A";

    private readonly JsonMutator _json = new(random);

    public string Mutate(string token, string other) => random.Next(6) switch
    {
        0 => Characterwise(token),
        1 => Segmentwise(token, other),
        2 => Reencoded(token),
        3 => Resigned(token, foreign),
        _ => Resigned(token, trusted),
    };

    private string Characterwise(string token)
    {
        var text = new StringBuilder(token);
        for (var changes = random.Next(1, 4); changes > 0 && text.Length > 0; changes--)
        {
            var at = random.Next(text.Length);
            var character = Characters[random.Next(Characters.Length)];
            switch (random.Next(4))
            {
                case 0: text[at] = character; break;
                case 1: text.Insert(at, character); break;
                case 2: text.Remove(at, 1); break;
                default: text.Remove(at, random.Next(text.Length - at)); break;
            }
        }

        return text.ToString();
    }

    private string Segmentwise(string token, string other)
    {
        var segments = token.Split('.').ToList();
        var foreignSegments = other.Split('.');
        var at = random.Next(segments.Count);
        switch (random.Next(5))
        {
            case 0: segments.RemoveAt(at); break;
            case 1: segments.Insert(at, segments[random.Next(segments.Count)]); break;
            case 2: segments.Reverse(); break;
            case 3: segments[at] = ""; break;
            default: segments[at] = foreignSegments[at]; break;
        }

        return string.Join('.', segments);
    }

    // The signature is still that of what stood there before.
    private string Reencoded(string token)
    {
        var (header, claims) = Read(token);
        return random.Next(2) == 0
            ? $"{Jwt.Encode(_json.MutateHeader(header))}.{Jwt.Encode(claims)}.{token.Split('.')[2]}"
            : $"{Jwt.Encode(header)}.{Jwt.Encode(_json.Mutate(claims))}.{token.Split('.')[2]}";
    }

    private string Resigned(string token, TestSigningKey key)
    {
        var (header, claims) = Read(token);
        if (random.Next(3) == 0)
            header = _json.MutateHeader(header);
        if (random.Next(4) != 0)
            claims = _json.Mutate(claims);

        return Jwt.Sign(header, claims, content => key.Sign(content));
    }

    private static (string Header, string Claims) Read(string token)
    {
        var segments = token.Split('.');
        return (Text(segments[0]), Text(segments[1]));

        static string Text(string segment) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(segment));
    }
}
