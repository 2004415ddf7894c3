/** The passwords guessed first, of eight letters and more, lower case: from public lists, and from Indonesia. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  12345678 123456789 1234567890 12345678910 123456789a 1234567a 123456789q 0123456789 987654321 9876543210
  87654321 11223344 1122334455 112233445566 12344321 123454321 12345679 123456123 123123123 12341234 123321123
  147258369 741852963 159753456 963852741 789456123 789456123a 456789123 135792468 246813579 147852369 142536475869
  11111111 111111111 1111111111 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999 00000000
  000000000 0000000000 12121212 13131313 69696969 10203040 102030405060 20202020 19871987 19901990 01234567
  password password1 password2 password12 password123 password1234 password! passw0rd p@ssw0rd p@ssword pa55word
  pass1234 passwort password01 mypassword changeme changeme123 default1 letmein1 letmein123 welcome1 welcome123
  welcome2023 welcome2024 welcome2025 welcome2026 admin123 admin1234 admin12345 administrator adminadmin root1234
  rootroot toor1234 test1234 testtest test12345 testing123 guest123 guestguest user1234 useruser demo1234 qwertyui
  qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwertyqwerty qwer1234 qweasdzxc qwe123qwe 1q2w3e4r 1q2w3e4r5t
  1qaz2wsx 1qazxsw2 q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1 asdfghjk asdfghjkl asdf1234 asdfasdf asd123asd zxcvbnm1
  zxcvbnm123 zxcvbnm, azertyuiop abcd1234 abc12345 abcdefgh abcdefghi abcdef123 a1b2c3d4 a1b2c3d4e5 aa123456
  aa12345678 aaaa1111 abc123abc 1234abcd 123abc123 12345abc 123qweasd 123qwe123 qwe12345 a123456789 a12345678
  q123456789 iloveyou iloveyou1 iloveyou2 ilovegod loveyou1 lovelove sunshine sunshine1 princess princess1 football
  football1 baseball basketball superman superman1 spiderman batman123 starwars pokemon1 pokemon123 trustno1 whatever
  computer internet samsung1 samsung123 michelle jennifer jordan23 charlie1 dragon123 monkey123 master123 shadow123
  hello123 hellohello freedom1 liverpool manchester chelsea1 arsenal1 barcelona realmadrid juventus nintendo
  sayangku sayang123 sayangkamu sayang12 cintaku1 cinta123 akucintakamu akusayangkamu aku12345 bismillah bismillah1
  bismillah123 alhamdulillah assalamualaikum subhanallah allahuakbar insyaallah rahasia1 rahasia123 rahasiaku
  katasandi katasandi1 katasandi123 sandi123 masuk123 indonesia indonesia1 indonesia123 indonesiaraya merdeka45
  merdeka17 jakarta1 jakarta123 bandung1 bandung123 surabaya surabaya1 surabaya123 malang123 aremania persija1
  persib1933 persebaya garuda123 pancasila keluarga keluargaku anakku123 mamapapa mama1234 papa1234 ibukubapak
  bahagia1 bahagia123 sukses123 semangat semangat45 gantengku ganteng123 cantik123 cantiksekali kucing123 doraemon
  naruto123 tokopedia gojek123 kopikopi terserah terserah1 jangkrik bangsat123 anjing123 monyet123 lumicloud
  lumicloud1 lumicloud123 lumicloud2026 hosting123 website123 qazwsxedc
  `
    .trim()
    .split(/\s+/),
);
