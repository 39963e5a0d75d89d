using System.Globalization;

namespace McpGuard.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        dotnet run -c Release --project tests/McpGuard.Benchmarks -- [load|micro|trail|flood] [options]

          load            only the load harness
          micro           only the in-process benchmarks
          trail           a long audit log: written, verified and asked, with the most memory that each step took
          flood           good callers while others flood the server
          --full          long runs of both
          --seconds <s>   of one server's turn in a round         (default 1)
          --rounds <n>    after each start of the servers         (default 8)
          --starts <n>    how often the servers are started anew  (default 2)
          --connections <n>                                       (default 8)
          --records <n>   of the long audit log, 800 bytes each   (default 10000000)
          --directory <d> where it is written                     (default: that for temporary files)
          --scenarios <l> which floods, by their letters          (default abcdefgh)
        """;

    public bool Load { get; init; } = true;

    public bool Micro { get; init; } = true;

    public bool Trail { get; init; }

    public bool Flood { get; init; }

    public bool Full { get; init; }

    public double Seconds { get; init; } = 1;

    public int Rounds { get; init; } = 8;

    public int Starts { get; init; } = 2;

    public int Connections { get; init; } = 8;

    public long Records { get; init; } = 10_000_000;

    public string? Directory { get; init; }

    public string Scenarios { get; init; } = "abcdefgh";

    public static bool TryParse(string[] args, out BenchmarkOptions options)
    {
        options = new BenchmarkOptions();
        if (args.Contains("--full"))
            options = options with { Full = true, Seconds = 5, Rounds = 10, Starts = 5 };

        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "load":
                    options = options with { Micro = false };
                    break;
                case "micro":
                    options = options with { Load = false };
                    break;
                case "trail":
                    options = options with { Load = false, Micro = false, Trail = true };
                    break;
                case "flood":
                    options = options with { Load = false, Micro = false, Flood = true };
                    break;
                case "--full":
                    break;
                case "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds > 0:
                    options = options with { Seconds = seconds };
                    i++;
                    break;
                case "--rounds" when int.TryParse(value, CultureInfo.InvariantCulture, out var rounds) && rounds > 0:
                    options = options with { Rounds = rounds };
                    i++;
                    break;
                case "--starts" when int.TryParse(value, CultureInfo.InvariantCulture, out var starts) && starts > 0:
                    options = options with { Starts = starts };
                    i++;
                    break;
                case "--connections" when int.TryParse(value, CultureInfo.InvariantCulture, out var connections) && connections > 0:
                    options = options with { Connections = connections };
                    i++;
                    break;
                case "--records" when long.TryParse(value, CultureInfo.InvariantCulture, out var records) && records > 0:
                    options = options with { Records = records };
                    i++;
                    break;
                case "--directory" when value.Length > 0:
                    options = options with { Directory = value };
                    i++;
                    break;
                case "--scenarios" when value.Length > 0:
                    options = options with { Scenarios = value };
                    i++;
                    break;
                default:
                    return false;
            }
        }

        return options.Load || options.Micro || options.Trail || options.Flood;
    }
}
